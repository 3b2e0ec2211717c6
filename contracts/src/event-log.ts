import { type Static, Type } from 'typebox';
import { eventSubjects, eventTypes } from './event-types.ts';
import { EventPosition } from './live.ts';
import { Event } from './order.ts';
import { route } from './route.ts';
import { CommaSeparated, Id, Nullable, OneOf, PageLimit, Shape, TimestampInput } from './schemas.ts';

/** An event with its place in the log. */
export const LogEvent = Shape({
  position: EventPosition,
  ...Event.properties,
});
export type LogEvent = Static<typeof LogEvent>;

/** In the order of the commits, or the other way around. */
export const logSorts = ['position', '-position'] as const;

export const events = {
  list: route({
    method: 'GET',
    path: '/events',
    tag: 'Events',
    summary: 'What happened, in the order of the commits',
    description:
      'A customer sees what concerns it, a vendor what concerns its products and parts of orders, an admin the whole store. Nothing is ever added before what was read: to hear of what is new, ask again with the `position` of the last event, or the cursor of the last page if that was empty. One page goes through so much of the log and no more, so that it may be short, or empty, and yet not be the last: that alone says `next_cursor`. An event appears once all older transactions have ended. Read forwards, a cursor past the end of the log is refused: another database gave it out, and reading begins again without one. `sort=-position` reads the same from the newest to the oldest; what happens meanwhile is not on the pages that follow.',
    permission: 'events:read',
    query: Shape({
      limit: PageLimit('Rows on a page'),
      cursor: Type.Optional(
        Type.String({
          maxLength: 1024,
          description: '`next_cursor` of the page before, or the `position` of an event',
        }),
      ),
      type: Type.Optional(CommaSeparated(eventTypes)),
      subject_type: Type.Optional(OneOf(eventSubjects)),
      subject_id: Type.Optional(Id),
      actor_id: Type.Optional(Type.String({ format: 'uuid', description: 'Who did it' })),
      occurred_from: Type.Optional(TimestampInput({ description: 'Inclusive' })),
      occurred_to: Type.Optional(TimestampInput({ description: 'Exclusive' })),
      sort: Type.Optional(
        OneOf(logSorts, {
          description: '`position` unless it says otherwise; `-position` begins with what happened last',
        }),
      ),
    }),
    status: 200,
    answer: Shape({
      data: Type.Array(LogEvent),
      next_cursor: Nullable(Type.String(), { description: '`null` on the last page; an empty page may have one' }),
    }),
  }),
};
