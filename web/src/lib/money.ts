import { numberFormat } from './formats.ts';

/** How a currency is written in a language. */
export interface Way {
  currency: string;
  locale: string;
}

function formatOf({ currency, locale }: Way): Intl.NumberFormat {
  return numberFormat(locale, { style: 'currency', currency });
}

/** @returns how many digits of the currency stand behind the decimal mark: 2 for GBP, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  return formatOf({ currency, locale: 'en' }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** @param minor in minor units. @returns it as people of the locale write it: `£3.39`. */
export function formatMoney(minor: number, way: Way): string {
  return formatOf(way).format(minor / 10 ** minorDigits(way.currency));
}

/** @returns the decimal mark and the mark between thousands of a locale. */
export function marksOf(locale: string): { decimal: string; thousands: string } {
  const parts = numberFormat(locale, { useGrouping: true }).formatToParts(12_345_678.9);
  const mark = (type: Intl.NumberFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
  return { decimal: mark('decimal') || '.', thousands: mark('group') };
}

/** @returns minor units of an amount in major ones. */
export function toMinor(major: number, currency: string): number {
  return Math.round(major * 10 ** minorDigits(currency));
}

/** @returns major units of an amount in minor ones. */
export function toMajor(minor: number, currency: string): number {
  return minor / 10 ** minorDigits(currency);
}

/** @returns what somebody wrote, `1,200.50` or `£3`, in minor units; undefined when it is no amount. */
export function readMoney(text: string, { currency, locale }: Way): number | undefined {
  const { decimal, thousands } = marksOf(locale);
  const plain = text
    .replaceAll(/[^\d.,'\u2019]/gu, '')
    .replaceAll(thousands || ' ', '')
    .replace(decimal, '.');
  const major = plain === '' ? Number.NaN : Number(plain);
  return Number.isFinite(major) ? toMinor(major, currency) : undefined;
}
