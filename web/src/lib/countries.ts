/** Regions that have two letters and are no countries of ISO 3166-1. */
const noCountries = new Set('AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ'.split(' '));
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

export interface Country {
  code: string;
  name: string;
}

const lists = new Map<string, Country[]>();

function listOf(locale: string): Country[] {
  const names = new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' });
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  const known = codes.flatMap((code): Country[] => {
    // A code that is out of use is another one's by now.
    const isCurrent = !noCountries.has(code) && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
    const name = isCurrent ? names.of(code) : undefined;
    return name === undefined ? [] : [{ code, name }];
  });
  return known.sort((one, other) => one.name.localeCompare(other.name, locale));
}

/** @returns the countries of ISO 3166-1 with their names in a language, in its alphabet. */
export function countriesIn(locale: string): readonly Country[] {
  const list = lists.get(locale) ?? listOf(locale);
  lists.set(locale, list);
  return list;
}
