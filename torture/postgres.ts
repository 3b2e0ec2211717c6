import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findPostmaster } from '../server/src/platform/database/embedded/postmaster.ts';
import type { Victim } from './victim.ts';

const ready_max_ms = 60_000;
const look_every_ms = 20;

/** The processes that a process has started, oldest first; none where the system does not tell. */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // It has just ended by itself.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/**
 * The ways in which a PostgreSQL dies:
 * - its postmaster; the others notice and end, and a commit that one of them is at may still be answered,
 * - all its processes at one blow: what they had in memory is gone, and a commit may be kept and never answered,
 * - the youngest of its processes, as when memory runs out: the postmaster ends all others and recovers.
 *
 * What was handed to the system is written all the same: this is not a machine that loses its power.
 * `startEmbeddedPostgres`, which began it, also starts it again.
 */
export function postgresOf(dataDir: string): Victim[] {
  const folder = join(dataDir, 'postgres');
  const running = async (): Promise<number> => {
    const until = performance.now() + ready_max_ms;
    while (performance.now() < until) {
      const found = await findPostmaster(folder);
      if (found?.ready) return found.pid;
      await delay(look_every_ms);
    }
    throw new Error(`PostgreSQL was not ready after ${ready_max_ms / 1_000} s; see ${dataDir}/postgres.log`);
  };
  const victim = (name: string, chosenOf: (postmaster: number) => number[]): Victim => ({
    name,
    kill: async () => killAll(chosenOf(await running())),
    ready: async () => void (await running()),
  });
  return [
    victim('the postmaster', (pid) => [pid]),
    victim('all of PostgreSQL', (pid) => [pid, ...childrenOf(pid)]),
    victim('a backend', (pid) => [childrenOf(pid).at(-1) ?? pid]),
  ];
}
