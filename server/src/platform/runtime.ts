import type { Clock } from './clock.ts';
import type { Database } from './database/database.ts';

/** What every verb needs of the world: the first argument of each. */
export interface Runtime {
  database: Database;
  clock: Clock;
}
