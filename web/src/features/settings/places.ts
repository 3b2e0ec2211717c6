const languages = [
  'en-GB',
  'en-US',
  'en-IE',
  'en-AU',
  'en-CA',
  'en-NZ',
  'en-IN',
  'en-ZA',
  'de-DE',
  'de-AT',
  'de-CH',
  'fr-FR',
  'fr-BE',
  'fr-CA',
  'fr-CH',
  'es-ES',
  'es-MX',
  'it-IT',
  'nl-NL',
  'nl-BE',
  'pt-PT',
  'pt-BR',
  'pl-PL',
  'cs-CZ',
  'sk-SK',
  'hu-HU',
  'ro-RO',
  'bg-BG',
  'el-GR',
  'tr-TR',
  'da-DK',
  'sv-SE',
  'nb-NO',
  'fi-FI',
  'et-EE',
  'lv-LV',
  'lt-LT',
  'uk-UA',
  'ja-JP',
  'ko-KR',
  'zh-CN',
  'zh-TW',
  'th-TH',
  'id-ID',
  'hi-IN',
];

/** @returns time zones that the browser knows. The server may know others too. */
export function timeZones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
}

/** @returns a language and country in words: `British English (en-GB)`. */
export function nameOfLocale(locale: string): string {
  const name = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(locale);
  return name === undefined ? locale : `${name} (${locale})`;
}

export const locales: readonly string[] = languages;
