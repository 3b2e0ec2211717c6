import type { Asker } from '@orderhouse/contracts';
import type { Authority } from './database/authority.ts';

/** On whose behalf a verb runs. `role` decides permissions, the rest row-level policies. */
export interface Caller extends Authority {
  role: Asker;
  sessionId: string | null;
  /** When the access token runs out that named the caller; milliseconds since 1970. */
  expiresAt_ms?: number;
}
