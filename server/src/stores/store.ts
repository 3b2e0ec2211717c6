import type { Store } from '@orderhouse/contracts';
import { DomainError } from '../platform/domain-error.ts';

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

function isTimeZone(name: string): boolean {
  // Intl also takes offsets; PostgreSQL reads their sign the other way round.
  if (/^[+-]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function refuse(pointer: string, detail: string): never {
  throw new DomainError('validation_failed', { errors: [{ pointer, code: 'format', detail }] });
}

/** @throws DomainError `validation_failed` for a name that is no IANA time zone. */
export function checkTimeZone(name: string): void {
  if (!isTimeZone(name)) refuse('/time_zone', `${name} is no IANA time zone, such as Europe/London`);
}

/** @throws DomainError `validation_failed` */
export function checkNewStore(input: NewStore): void {
  if (!slugForm.test(input.slug) || input.slug.length > 60)
    refuse('/slug', 'takes up to 60 lower-case letters, digits and single hyphens');
  if (input.name.trim() === '' || input.name.length > 120) refuse('/name', 'takes 1 to 120 characters');
  if (!Intl.supportedValuesOf('currency').includes(input.currency))
    refuse('/currency', `${input.currency} is no ISO 4217 currency, such as GBP`);
  checkTimeZone(input.time_zone);
}
