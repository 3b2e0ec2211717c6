import { type Static, Type } from 'typebox';
import { route } from './route.ts';
import { Shape } from './schemas.ts';

export const BackgroundReport = Shape({
  processed_orders: Type.Integer({ minimum: 0, description: 'Went from pending to processing', examples: [3] }),
  failed_orders: Type.Integer({
    minimum: 0,
    description: 'Could not, and are tried again at the next run; the log of the server says why',
    examples: [0],
  }),
  pruned: Type.Record(Type.String(), Type.Integer({ minimum: 0 }), {
    description: 'Rows that were deleted, being older than they are kept',
    examples: [{ idempotency_keys: 120, sessions: 4, refresh_tokens: 37 }],
  }),
  complete: Type.Boolean({ description: '`false` when there was more to do than one call does', examples: [true] }),
});
export type BackgroundReport = Static<typeof BackgroundReport>;

export const background = {
  trigger: route({
    method: 'POST',
    path: '/background/trigger',
    tag: 'Background',
    summary: 'Do now, for this store, what is done by itself',
    description:
      'Pending orders older than the store’s `auto_process_after_seconds` go to processing, looked for every minute, and what is kept for a time is deleted when that is over, looked for every hour. Says what it did.',
    permission: 'background:run',
    status: 200,
    answer: BackgroundReport,
  }),
};
