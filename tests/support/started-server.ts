import { expect } from 'vitest';
import { postgresPid, type ServerProcess } from './server-process.ts';

const stack = /^\s+at /m;

/** The arguments of `orderhouse` that create a store. */
export const aStore = [
  'store',
  'create',
  '--slug',
  'shop',
  '--name',
  'Shop',
  '--currency',
  'GBP',
  '--time-zone',
  'Europe/London',
];

/** @returns how a server says it is, `ok` or `unavailable`. */
export async function healthOf(address: string): Promise<string> {
  const answer = await fetch(`${address}/health`);
  return ((await answer.json()) as { status: string }).status;
}

/** Ends a server as its users do, and expects that it ends well. */
export async function stop(server: ServerProcess): Promise<void> {
  server.child.kill('SIGTERM');
  expect(await server.ended, server.said()).toBe(0);
}

/** Expects that a start cannot be. @returns the one line that it writes of it to stderr. */
export async function refusal(server: ServerProcess): Promise<string> {
  expect(await server.ended, server.said()).toBe(1);
  expect(server.said()).not.toMatch(stack);
  return /^orderhouse: .*$/m.exec(server.said())?.[0] ?? server.said();
}

/** @returns the process id of the PostgreSQL of that DATA_DIR, which must have one. */
export function livingPostgres(dataDir: string): number {
  const pid = postgresPid(dataDir);
  expect(pid).not.toBeNull();
  return pid ?? 0;
}
