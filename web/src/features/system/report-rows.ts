import type { BackgroundReport } from '@orderhouse/contracts';

const prunedWords: Readonly<Record<string, string>> = {
  idempotency_keys: 'Keys of repeated requests deleted',
  sessions: 'Old sessions deleted',
  refresh_tokens: 'Old sign-ins deleted',
  password_resets: 'Links for a new password that have run out deleted',
  notifications: 'Records of old mails deleted',
  webhook_deliveries: 'Old deliveries of webhooks deleted',
  imports: 'Old imports deleted',
  unclaimed_files: 'Files that nothing needs any more deleted',
};

/** @returns what a run has done, row by row; of what was deleted only what there was. */
export function rowsOfReport({ processed_orders, failed_orders, pruned }: BackgroundReport): [string, number][] {
  const deleted = Object.entries(pruned)
    .filter(([, rows]) => rows > 0)
    .map(([name, rows]): [string, number] => [prunedWords[name] ?? `Deleted of ${name.replaceAll('_', ' ')}`, rows]);
  const failed: [string, number][] =
    failed_orders > 0 ? [['Orders that could not; tried again soon', failed_orders]] : [];
  return [['Orders sent to processing', processed_orders], ...failed, ...deleted];
}
