import { pruneResets, pruneSessions, pruneUsedTokens } from './accounts/index.ts';
import type { Config } from './config.ts';
import { pruneImports } from './imports/index.ts';
import { pruneNotifications } from './notifications/index.ts';
import type { Files } from './platform/files/files.ts';
import { pruneFiles, unclaimed_keep_days } from './platform/files/prune-files.ts';
import { pruneIdempotencyKeys } from './platform/idempotency/statements.ts';
import type { Log } from './platform/log.ts';
import type { Prune } from './schedule/index.ts';
import { pruneDeliveries } from './webhooks/index.ts';

/** What of the configuration says how long rows are kept. */
type KeepConfig = Pick<
  Config,
  | 'idempotency_keys_keep_days'
  | 'sessions_keep_days'
  | 'notifications_keep_days'
  | 'webhook_deliveries_keep_days'
  | 'imports_keep_days'
>;

// Longer than the hour that they are counted in.
const resets_keep_days = 1;

/** Everything that is kept for a time only, and how long. */
export function prunesOf(config: KeepConfig, files: Files, log: Pick<Log, 'error'>): Prune[] {
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
    { name: 'password_resets', since: 'expires_at', keep_days: resets_keep_days, prune: pruneResets },
    { name: 'notifications', since: 'sent_at', keep_days: notifications_keep_days, prune: pruneNotifications },
    {
      name: 'webhook_deliveries',
      since: 'finished_at',
      keep_days: webhook_deliveries_keep_days,
      prune: pruneDeliveries,
    },
    {
      name: 'imports',
      since: 'finished_at',
      keep_days: config.imports_keep_days,
      prune: pruneImports,
    },
    // The last, so that what the others have given up goes with it.
    {
      name: 'unclaimed_files',
      since: 'noted_at',
      keep_days: unclaimed_keep_days,
      prune: (connection, before, limit) => pruneFiles({ files, log }, connection, before, limit),
    },
  ];
}
