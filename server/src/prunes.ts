import { pruneSessions, pruneUsedTokens } from './accounts/index.ts';
import type { Config } from './config.ts';
import { pruneNotifications } from './notifications/index.ts';
import { pruneIdempotencyKeys } from './platform/idempotency/statements.ts';
import type { Prune } from './schedule/index.ts';
import { pruneDeliveries } from './webhooks/index.ts';

/** What of the configuration says how long rows are kept. */
type KeepConfig = Pick<
  Config,
  'idempotency_keys_keep_days' | 'sessions_keep_days' | 'notifications_keep_days' | 'webhook_deliveries_keep_days'
>;

/** Everything that is kept for a time only, and how long. */
export function prunesOf(config: KeepConfig): Prune[] {
  const sessions_days = config.sessions_keep_days;
  const { idempotency_keys_keep_days, notifications_keep_days, webhook_deliveries_keep_days } = config;
  return [
    {
      name: 'idempotency_keys',
      since: 'created_at',
      keep_days: idempotency_keys_keep_days,
      prune: pruneIdempotencyKeys,
    },
    { name: 'sessions', since: 'expires_at', keep_days: sessions_days, prune: pruneSessions },
    { name: 'refresh_tokens', since: 'used_at', keep_days: sessions_days, prune: pruneUsedTokens },
    { name: 'notifications', since: 'sent_at', keep_days: notifications_keep_days, prune: pruneNotifications },
    {
      name: 'webhook_deliveries',
      since: 'finished_at',
      keep_days: webhook_deliveries_keep_days,
      prune: pruneDeliveries,
    },
  ];
}
