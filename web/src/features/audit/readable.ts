import { eventTypes, type Store } from '@orderhouse/contracts';
import { capital } from '../../lib/capital.ts';
import { formatDuration } from '../../lib/duration.ts';
import { eventWords } from '../../lib/event-words.ts';
import { formatCount } from '../../lib/formats.ts';
import { formatMoney } from '../../lib/money.ts';
import { formatTime } from '../../lib/time.ts';

type Place = Pick<Store, 'currency' | 'locale' | 'time_zone'>;

/** Amounts in minor units, whatever they are of. */
const isMoney = /(?:^|_)(?:price|amount|total|revenue)$/;
const isMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** @returns the name of a field as one would say it: `low_stock_threshold` → `Low stock threshold`. */
export function nameOfField(field: string): string {
  const words = field
    .replace(/^is_/, '')
    .replace(/_seconds$/, '')
    .replaceAll(/[_.]/g, ' ');
  return capital(words);
}

/** @returns a value of an event as its reader would say it; never a code where there is a word. */
export function readable(field: string, value: unknown, place: Place): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') {
    if (isMoney.test(field)) return formatMoney(value, place);
    if (field.endsWith('_seconds')) return formatDuration(value, place.locale);
    return formatCount(value, place.locale);
  }
  if (typeof value === 'string') {
    const type = eventTypes.find((one) => one === value);
    if (type !== undefined) return eventWords[type];
    return isMoment.test(value) ? formatTime(value, place) : value;
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? 'nothing' : value.map((one) => readable(field, one, place)).join(', ');
  }
  const parts = Object.entries(value).filter(([, part]) => part !== null && part !== '');
  return parts.map(([name, part]) => `${nameOfField(name)}: ${readable(name, part, place)}`).join(', ') || 'nothing';
}

// Told by the sentence itself, or by the columns of before and after.
const isTold = new Set(['before', 'after', 'from', 'to', 'fields']);
const isReference = /_ids?$/;

/** @returns what an event tells besides what it changed: `carrier` → `Evri`. Ids say nothing to a reader. */
export function detailsIn(data: Record<string, unknown>, place: Place): [label: string, words: string][] {
  return Object.entries(data)
    .filter(([name, value]) => !isTold.has(name) && !isReference.test(name) && value !== null && value !== '')
    .map(([name, value]) => [nameOfField(name), readable(name, value, place)]);
}
