import type { Store } from '@orderhouse/contracts';
import { DomainError, type Fault } from '../platform/domain-error.ts';

export interface NewStore {
  slug: string;
  name: string;
  /** ISO 4217. */
  currency: string;
  /** IANA, for example `Asia/Kolkata`. */
  time_zone: string;
  payment_providers?: Store['payment_providers'];
}

const slugForm = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const slug_length_max = 60;

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

function timeZoneFaults(name: string): Fault[] {
  return isTimeZone(name) ? [] : [fault('/time_zone', `${name} is no IANA time zone, such as Europe/London`)];
}

function expectNone(faults: Fault[]): void {
  if (faults.length > 0) throw new DomainError('validation_failed', { errors: faults });
}

/** @throws DomainError `validation_failed` for a name that is no IANA time zone. */
export function checkTimeZone(name: string): void {
  expectNone(timeZoneFaults(name));
}

/** @throws DomainError `validation_failed` with each fault. */
export function checkNewStore(input: NewStore): void {
  const faults: Fault[] = [];
  if (!isSlug(input.slug)) faults.push(fault('/slug', 'takes up to 60 lower-case letters, digits and single hyphens'));
  if (input.name.trim() === '' || input.name.length > 120) faults.push(fault('/name', 'takes 1 to 120 characters'));
  if (!Intl.supportedValuesOf('currency').includes(input.currency))
    faults.push(fault('/currency', `${input.currency} is no ISO 4217 currency, such as GBP`));
  expectNone([...faults, ...timeZoneFaults(input.time_zone)]);
}
