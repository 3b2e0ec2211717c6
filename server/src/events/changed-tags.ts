import type { EventType } from '@orderhouse/contracts';
import type { NewEvent } from './event.ts';

/** What is shown changes with an event: the pages of its subject, besides the lists of its store, or the store's own. */
type Shown = 'subject' | 'catalogue' | 'store' | 'nothing';

/**
 * By the beginning of the event's type; the longest that fits counts. An order that is placed changes nothing that is
 * kept: it takes stock, and only what runs out or comes back is told.
 */
const shownBy: Readonly<Record<string, Shown>> = {
  'category.': 'catalogue',
  // Which categories a product is in stands on the pages of products.
  'category.deleted': 'store',
  'demo.': 'nothing',
  'export.': 'nothing',
  'fulfillment.': 'subject',
  'import.': 'nothing',
  'order.': 'subject',
  'order.imported': 'nothing',
  'order.placed': 'nothing',
  'payment.': 'subject',
  'product.': 'catalogue',
  'session.': 'nothing',
  'stock.': 'catalogue',
  'store.': 'store',
  'user.': 'nothing',
  'variant.': 'catalogue',
  'variant.stock_low': 'nothing',
  'webhook_endpoint.': 'nothing',
};

/** @returns what an event of the type changes; null when no line tells of it. */
export function shownOf(type: EventType): Shown | null {
  const exact = shownBy[type];
  return exact ?? shownBy[`${type.split('.', 1)[0]}.`] ?? null;
}

/** The lists of a store's catalogue. */
export const catalogueTag = (storeId: string): string => `catalogue:${storeId}`;
/** What shows the settings of a store. */
export const storeTag = (storeId: string): string => `store:${storeId}`;

/** @returns the tags of what an event changes. A subject's tag is its id: they are UUIDs, and no two things share one. */
export function tagsOfEvent(storeId: string, { type, subject_id }: Pick<NewEvent, 'type' | 'subject_id'>): string[] {
  const shown = shownOf(type);
  if (shown === 'nothing') return [];
  if (shown === 'subject') return [subject_id];
  if (shown === 'store') return [catalogueTag(storeId), storeTag(storeId)];
  return [catalogueTag(storeId), subject_id];
}

/** The same of several events. */
export function changedTags(storeId: string, events: readonly Pick<NewEvent, 'type' | 'subject_id'>[]): string[] {
  return [...new Set(events.flatMap((event) => tagsOfEvent(storeId, event)))];
}
