import type { Listener } from '../platform/database/listen.ts';
import type { Runtime } from '../platform/runtime.ts';
import { createFindStore, type FindStore } from '../stores/index.ts';
import { type AccessTokens, createAccessTokens } from './access-token.ts';
import { createHashing, type Hashing, type HashingCost, type HashingQueue, recommendedCost } from './hashing.ts';
import { openRevokedSessions, type RevokedSessions } from './revoked-sessions.ts';

/** What the verbs of accounts share: keys, hashing, the memory of ended sessions. */
export interface Accounts {
  runtime: Runtime;
  tokens: AccessTokens;
  hashing: Hashing;
  revoked: RevokedSessions;
  findStore: FindStore;
  close(): Promise<void>;
}

export interface AccountSettings {
  /** PEM of the RSA key that signs access tokens. */
  signingKeyPem: string;
  /** Who issues them: the public address. */
  issuer: () => string;
  listener: Listener;
  /** argon2id; OWASP's recommendation unless said otherwise. */
  hashingCost?: HashingCost;
  hashingQueue?: HashingQueue;
}

/** Opens the accounts of this process; close it before the database. */
export async function openAccounts(
  runtime: Runtime,
  settings: AccountSettings,
  log: Parameters<typeof openRevokedSessions>[2],
): Promise<Accounts> {
  const tokens = await createAccessTokens(settings.signingKeyPem, settings.issuer);
  const revoked = await openRevokedSessions(runtime, settings.listener, log);
  const hashing = createHashing(settings.hashingCost ?? recommendedCost, settings.hashingQueue);
  return { runtime, tokens, hashing, revoked, findStore: createFindStore(runtime), close: () => revoked.close() };
}
