import { Type } from 'typebox';
import { Event } from './order.ts';
import { route } from './route.ts';
import { Shape } from './schemas.ts';

/** A place in the event log, in commit order: the `id` of what a stream sends. */
export const EventPosition = Type.String({
  pattern: '^\\d{1,20}-\\d{1,19}$',
  description: 'A place in the event log, as the `id` of a stream gave it',
  examples: ['4711-1042'],
});

export const live = {
  stream: route({
    method: 'GET',
    path: '/events/stream',
    tag: 'Events',
    summary: 'What happens from now on, as it is committed',
    description:
      'Server-sent events. An admin hears of the whole store, a vendor and a customer of what concerns them. Each message has the type of the event as `event`, its place in the log as `id`, and the event itself as `data`. Reconnect with `Last-Event-ID`, or with `last_event_id` where headers cannot be set: what happened meanwhile comes first, without gap or double. Messages without `data` keep the connection and the last `id` fresh. The stream ends with the session and with the access token; who reads too slowly is cut off. The same feed is at `/ws` as a WebSocket.',
    permission: 'events:read',
    query: Shape({ last_event_id: Type.Optional(EventPosition) }),
    status: 200,
    answer: Event,
    stream: true,
    problems: ['too_many_streams', 'overloaded'],
  }),
};
