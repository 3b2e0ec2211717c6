import type { LoggedEvent } from '../events/index.ts';
import type { NewMessage } from './delivery-statements.ts';
import type { Subscription } from './endpoint-statements.ts';
import { deliveryId, messageBody } from './message.ts';

const deliveries_per_statement_max = 1_000;
const characters_per_statement_max = 4_000_000;

/** @returns the message of each event that an endpoint of its store wants, made when it is asked for. */
export function* messagesOf(
  events: readonly LoggedEvent[],
  subscriptions: readonly Subscription[],
  created_at: string,
): Generator<NewMessage> {
  const ofStore = Map.groupBy(subscriptions, ({ store_id }) => store_id);
  for (const event of events) {
    const { store_id, event_id, type } = event;
    const wanting = ofStore.get(store_id)?.filter(({ event_types }) => event_types.includes(type)) ?? [];
    if (wanting.length === 0) continue;
    yield {
      store_id,
      event_id,
      event_type: type,
      is_test: false,
      request_body: messageBody({ ...event, id: event_id }),
      created_at,
      deliveries: wanting.map(({ id }) => ({ id: deliveryId(store_id, event_id, id), endpoint_id: id })),
    };
  }
}

/** Parts messages into what one statement writes, so that there are never more of them in memory. */
export function* inStatements(messages: Iterable<NewMessage>): Generator<NewMessage[]> {
  let part: NewMessage[] = [];
  let deliveries = 0;
  let characters = 0;
  for (const message of messages) {
    part.push(message);
    deliveries += message.deliveries.length;
    characters += message.request_body.length;
    if (deliveries < deliveries_per_statement_max && characters < characters_per_statement_max) continue;
    yield part;
    part = [];
    deliveries = 0;
    characters = 0;
  }
  if (part.length > 0) yield part;
}
