import { type EventSubject, type EventType, eventTypes } from '@orderhouse/contracts';

/** Beginnings of the types of what can happen to a thing. */
const beginnings: Readonly<Record<EventSubject, readonly string[]>> = {
  order: ['order', 'fulfillment', 'payment'],
  product: ['product'],
  variant: ['variant', 'stock'],
  category: ['category'],
  user: ['user', 'session'],
  store: ['store', 'demo'],
  webhook_endpoint: ['webhook_endpoint'],
  import: ['import'],
};

/** @returns the types of events that are about a kind of thing. */
export function typesOf(subject: EventSubject): EventType[] {
  return eventTypes.filter((type) => beginnings[subject].includes(type.split('.', 1)[0] ?? ''));
}
