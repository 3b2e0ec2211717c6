import { LRUCache } from 'lru-cache';

/** How money, counts, times and countries are written in mails of a store. */
export interface Wording {
  /** @param amount in minor units. */
  money(amount: number, currency: string): string;
  count(units: number): string;
  /** @param instant RFC 3339. */
  time(instant: string): string;
  country(code: string): string;
  /** Whether its language is written from right to left. */
  isRightToLeft: boolean;
}

// Of Unicode (UAX #9): so that what is written from right to left stands whole in a sentence of another direction.
const isolate = { first: '\u2068', last: '\u2069' } as const;

// What Intl makes costs far more to build than to use. Any store may write in any locale, so that few are kept.
const kept = { max: 200 } as const;
const countFormats = new LRUCache<string, Intl.NumberFormat>(kept);
const currencyFormats = new LRUCache<string, Intl.NumberFormat>(kept);
const timeFormats = new LRUCache<string, Intl.DateTimeFormat>(kept);
const countryNames = new LRUCache<string, Intl.DisplayNames>(kept);
const rightToLeft = new LRUCache<string, boolean>(kept);

function known<T extends {}>(formats: LRUCache<string, T>, key: string, make: () => T): T {
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
  const isRightToLeft = known(rightToLeft, locale, () => new Intl.Locale(locale).getTextInfo().direction === 'rtl');
  const told = (text: string) => (isRightToLeft ? `${isolate.first}${text}${isolate.last}` : text);
  return {
    money(amount, currency) {
      const format = currencyFormat(locale, currency);
      const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
      // As decimal text, which Intl takes exactly; divided it would be rounded.
      return told(format.format(`${amount}e-${digits}` as `${number}`));
    },
    count: (units) => told(known(countFormats, locale, () => new Intl.NumberFormat(locale)).format(units)),
    time: (instant) => told(timeFormat(locale, timeZone).format(new Date(instant))),
    country: (code) =>
      known(countryNames, locale, () => new Intl.DisplayNames(locale, { type: 'region' })).of(code) ?? code,
    isRightToLeft,
  };
}
