// Names that English has besides those of CLDR.
const otherNames: readonly (readonly [string, string])[] = [
  ['EIRE', 'IE'],
  ['USA', 'US'],
  ['Czech Republic', 'CZ'],
  ['Hong Kong', 'HK'],
  ['RSA', 'ZA'],
  ['Turkey', 'TR'],
  ['Korea', 'KR'],
];
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
// Codes that CLDR can name, but that are no country's of ISO 3166-1: unions, exceptional reservations, test codes.
const notCountries = new Set([
  'AC',
  'CP',
  'CQ',
  'DG',
  'EA',
  'EU',
  'EZ',
  'IC',
  'QO',
  'TA',
  'UN',
  'XA',
  'XB',
  'XK',
  'ZZ',
]);
const deprecated = new Set([
  'AN',
  'BU',
  'CS',
  'DD',
  'DY',
  'FX',
  'HV',
  'NH',
  'NT',
  'RH',
  'SU',
  'TP',
  'UK',
  'VD',
  'YD',
  'YU',
  'ZR',
]);

function codesByName(): Map<string, string> {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const codes = new Map<string, string>();
  for (const first of letters) {
    for (const second of letters) {
      const code = first + second;
      const name = notCountries.has(code) || deprecated.has(code) ? undefined : names.of(code);
      if (name) codes.set(name.toLowerCase(), code);
    }
  }
  for (const [name, code] of otherNames) codes.set(name.toLowerCase(), code);
  return codes;
}

const codes = codesByName();

/** What is known of an address that is a country's English name: its ISO 3166-1 code, else the name as it stood. */
export function addressIn(
  country: string | null,
): { country: string } | { country_name: string } | Record<string, never> {
  if (country === null) return {};
  const code = codes.get(country.toLowerCase());
  return code === undefined ? { country_name: country } : { country: code };
}
