/** How money and times are written in mails of a store. */
export interface Wording {
  /** @param amount in minor units. */
  money(amount: number, currency: string): string;
  /** @param instant RFC 3339. */
  time(instant: string): string;
  country(code: string): string;
}

/** No store says otherwise yet. */
export const usualLocale = 'en-GB';

// What Intl makes costs far more to build than to use, and there are not many: currencies, time zones.
const currencyFormats = new Map<string, Intl.NumberFormat>();
const timeFormats = new Map<string, Intl.DateTimeFormat>();
const countryNames = new Map<string, Intl.DisplayNames>();

function known<T>(formats: Map<string, T>, key: string, make: () => T): T {
  const format = formats.get(key) ?? make();
  formats.set(key, format);
  return format;
}

const currencyFormat = (locale: string, currency: string) =>
  known(currencyFormats, `${locale} ${currency}`, () => new Intl.NumberFormat(locale, { style: 'currency', currency }));

const timeFormat = (locale: string, timeZone: string) =>
  known(timeFormats, `${locale} ${timeZone}`, () => {
    const date = { day: 'numeric', month: 'long', year: 'numeric' } as const;
    const time = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const;
    return new Intl.DateTimeFormat(locale, { ...date, ...time, timeZone });
  });

/**
 * Words for a store's mails.
 *
 * @param timeZone IANA.
 * @param locale BCP 47.
 */
export function wordingFor(timeZone: string, locale: string): Wording {
  return {
    money(amount, currency) {
      const format = currencyFormat(locale, currency);
      const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
      // As decimal text, which Intl takes exactly; divided it would be rounded.
      return format.format(`${amount}e-${digits}` as `${number}`);
    },
    time: (instant) => timeFormat(locale, timeZone).format(new Date(instant)),
    country: (code) =>
      known(countryNames, locale, () => new Intl.DisplayNames(locale, { type: 'region' })).of(code) ?? code,
  };
}
