import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { commandOf, finish, launchProgram, type ProcessOptions, type ServerProcess } from './program.ts';

export { root, type ServerProcess } from './program.ts';

export const isRoot = process.getuid?.() === 0;

/** An account that is not root and owns nothing. */
export function nobody(): { uid: number; gid: number } {
  const ask = (flag: string) => Number(execFileSync('id', [flag, 'nobody']));
  return { uid: ask('-u'), gid: ask('-g') };
}

/** A folder that lasts as long as the test, and the PostgreSQL that may run in its `data`. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'orderhouse-start-'));
  onTestFinished(() => {
    const pid = postgresPid(join(folder, 'data'));
    if (pid !== null) kill(pid);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** The PostgreSQL that stands in the postmaster.pid of that DATA_DIR. */
export function postgresPid(dataDir: string): number | null {
  try {
    return Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return null;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It had ended.
  }
}

/** Starts a program; what the test leaves running is killed at its end. */
export function startProgram(program: string, args: string[], options: ProcessOptions = {}): ServerProcess {
  const started = launchProgram(program, args, options);
  onTestFinished(() => void started.child.kill('SIGKILL'));
  return started;
}

/** Starts `orderhouse …` without a demo and on a free port, unless the environment says otherwise. */
export function orderhouse(args: string[], dataDir: string, options: ProcessOptions = {}): ServerProcess {
  return startProgram(...commandOf(args, dataDir, options));
}

/** Runs a command to its end. @returns its exit code and all that it wrote. */
export async function runOrderhouse(
  args: string[],
  dataDir: string,
  options: ProcessOptions & { input?: string } = {},
) {
  return finish(orderhouse(args, dataDir, options), options.input);
}
