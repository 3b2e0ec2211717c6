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
  return [
    { name: 'idempotency_keys', keep_days: config.idempotency_keys_keep_days, prune: pruneIdempotencyKeys },
    { name: 'sessions', keep_days: sessions_days, prune: pruneSessions },
    { name: 'refresh_tokens', keep_days: sessions_days, prune: pruneUsedTokens },
    { name: 'notifications', keep_days: config.notifications_keep_days, prune: pruneNotifications },
    { name: 'webhook_deliveries', keep_days: config.webhook_deliveries_keep_days, prune: pruneDeliveries },
  ];
}
