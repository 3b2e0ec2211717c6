import type { Store } from '@orderhouse/contracts';
import { DomainError, type Fault } from '../platform/domain-error.ts';

export interface NewStore {
  slug: string;
  name: string;
  /** ISO 4217. */
  currency: string;
  /** IANA, for example `Asia/Kolkata`. */
  time_zone: string;
  /** BCP 47, for example `hi-IN`; `en-GB` without it. */
  locale?: string;
  payment_providers?: Store['payment_providers'];
}

/** A new store whose settings are as they are kept. */
export type CheckedStore = NewStore & Pick<Store, 'locale'>;

const slugForm = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const slug_length_max = 60;
const locale_length_max = 64;
const usualLocale = 'en-GB';

/** Whether a store could have that slug. */
export function isSlug(text: string): boolean {
  return text.length <= slug_length_max && slugForm.test(text);
}

function isTimeZone(name: string): boolean {
  // Intl also takes offsets; PostgreSQL reads their sign the other way round.
  if (/^[+-]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function fault(pointer: string, detail: string): Fault {
  return { pointer, code: 'format', detail };
}

/** @returns the tag as BCP 47 writes it (`en-GB` for `en-gb`); null when it is malformed, or Intl has no words for it. */
export function canonicalLocale(tag: string): string | null {
  try {
    const [locale = ''] = Intl.getCanonicalLocales(tag);
    const isKnown =
      Intl.NumberFormat.supportedLocalesOf(locale).length > 0 &&
      Intl.DateTimeFormat.supportedLocalesOf(locale).length > 0;
    return isKnown && locale.length <= locale_length_max ? locale : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

type Place = Partial<Pick<Store, 'time_zone' | 'locale'>>;

function placeFaults({ time_zone, locale }: Place): Fault[] {
  const faults: Fault[] = [];
  if (time_zone !== undefined && !isTimeZone(time_zone))
    faults.push(fault('/time_zone', `${time_zone} is no IANA time zone, such as Europe/London`));
  if (locale !== undefined && canonicalLocale(locale) === null)
    faults.push(fault('/locale', `${locale} is no locale that mail can be written for, such as en-GB`));
  return faults;
}

const canonical = <T extends Place>(settings: T): T => {
  const locale = settings.locale === undefined ? null : canonicalLocale(settings.locale);
  return locale === null ? settings : { ...settings, locale };
};

function expectNone(faults: Fault[]): void {
  if (faults.length > 0) throw new DomainError('validation_failed', { errors: faults });
}

/**
 * @returns the change as it is kept: its locale in the canonical form.
 * @throws DomainError `validation_failed` for a time zone that IANA does not know, and a locale that Intl does not.
 */
export function checkChange<T extends Place>(change: T): T {
  expectNone(placeFaults(change));
  return canonical(change);
}

/**
 * @returns the store as it is kept, with the usual locale where it names none.
 * @throws DomainError `validation_failed` with each fault.
 */
export function checkNewStore(input: NewStore): CheckedStore {
  const faults: Fault[] = [];
  if (!isSlug(input.slug)) faults.push(fault('/slug', 'takes up to 60 lower-case letters, digits and single hyphens'));
  if (input.name.trim() === '' || input.name.length > 120) faults.push(fault('/name', 'takes 1 to 120 characters'));
  if (!Intl.supportedValuesOf('currency').includes(input.currency))
    faults.push(fault('/currency', `${input.currency} is no ISO 4217 currency, such as GBP`));
  expectNone([...faults, ...placeFaults(input)]);
  return canonical({ ...input, locale: input.locale ?? usualLocale });
}
