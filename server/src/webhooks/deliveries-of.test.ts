import { expect, test } from 'vitest';
import type { LoggedEvent } from '../events/index.ts';
import { newId } from '../platform/ids.ts';
import { inStatements, messagesOf } from './deliveries-of.ts';

const store_id = newId();
const event = (event_id: number, of: Partial<LoggedEvent> = {}): LoggedEvent => ({
  event_id,
  transaction_id: '1',
  store_id,
  type: 'product.created',
  subject_type: 'product',
  subject_id: newId(),
  customer_id: null,
  vendor_ids: [],
  actor_id: null,
  actor_role: 'house',
  data: {},
  occurred_at: '2026-01-31T09:30:00.000Z',
  ...of,
});
const endpoints = (count: number, of: string = store_id) =>
  Array.from({ length: count }, () => ({ store_id: of, id: newId(), event_types: ['product.created'] }));
const events = (count: number) => Array.from({ length: count }, (_, at) => event(at + 1));

test('a message goes to those of its store that want its type', () => {
  const [one, other] = [...endpoints(1), ...endpoints(1, newId())];
  const told = [event(1), event(2, { type: 'product.deleted' }), event(3, { store_id: newId() })];
  const messages = [
    ...messagesOf(
      told,
      [one, other].flatMap((each) => each ?? []),
      '2026-01-31T09:31:00.000Z',
    ),
  ];
  expect(messages.map(({ event_id, deliveries }) => [event_id, deliveries.map((each) => each.endpoint_id)])).toEqual([
    [1, [one?.id]],
  ]);
});

test('however many there are, a statement has about a thousand deliveries, and nothing is left out', () => {
  const parts = [...inStatements(messagesOf(events(1_000), endpoints(50), '2026-01-31T09:31:00.000Z'))];
  const sizes = parts.map((messages) => messages.reduce((sum, { deliveries }) => sum + deliveries.length, 0));
  expect(Math.max(...sizes)).toBe(1_000);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(50_000);
  expect(parts.flat().map(({ event_id }) => event_id)).toEqual(events(1_000).map(({ event_id }) => event_id));
});

test('a statement holds few messages that are long, and only its own are made', () => {
  let made = 0;
  const long = events(20).map((each) => ({
    ...each,
    get data() {
      made += 1;
      return { text: 'x'.repeat(1_000_000) };
    },
  }));
  const parts = inStatements(messagesOf(long, endpoints(1), '2026-01-31T09:31:00.000Z'));
  expect(parts.next().value).toHaveLength(4);
  expect(made).toBeLessThanOrEqual(8);
  expect([...parts].flat()).toHaveLength(16);
});
