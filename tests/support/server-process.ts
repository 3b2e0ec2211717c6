import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const root = join(import.meta.dirname, '../..');
const command = join(root, 'server/bin/orderhouse.js');

export interface ServerProcess {
  child: ChildProcess;
  /** All that it has written so far. */
  said(): string;
  /** Resolves with the match once it has written that; rejects when it ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** @returns the address of a server that is ready. */
  ready(): Promise<string>;
  /** @returns its exit code, or the signal that ended it. */
  ended: Promise<number | string | null>;
}

export interface ProcessOptions {
  env?: Record<string, string>;
  /** Runs it as this account; only root can. */
  account?: { uid: number; gid: number };
  cwd?: string;
}

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
  const child = spawn(program, args, {
    env: { PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`, HOME: tmpdir(), ...options.env },
    cwd: options.cwd ?? tmpdir(),
    stdio: ['pipe', 'pipe', 'pipe'],
    ...options.account,
  });
  onTestFinished(() => {
    if (child.exitCode === null && child.pid !== undefined) kill(child.pid);
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      child.emit('said');
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string | null);
  const says = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(said);
        if (match) resolve(match);
      };
      child.on('said', look);
      look();
      void ended.then((code) => reject(new Error(`it ended (${code}) and never said ${pattern}:\n${said}`)));
    });
  return {
    child,
    said: () => said,
    says,
    ready: async () => (await says(/^Orderhouse is ready at (http:\S+)$/m))[1] ?? '',
    ended,
  };
}

/** Starts `orderhouse …` without a demo and on a free port, unless the environment says otherwise. */
export function orderhouse(args: string[], dataDir: string, options: ProcessOptions = {}): ServerProcess {
  const env = { DATA_DIR: dataDir, PORT: '0', SEED: 'none', ...options.env };
  return startProgram(process.execPath, [command, ...args], { ...options, env });
}

/** Runs a command to its end. @returns its exit code and all that it wrote. */
export async function runOrderhouse(
  args: string[],
  dataDir: string,
  options: ProcessOptions & { input?: string } = {},
) {
  const run = orderhouse(args, dataDir, options);
  run.child.stdin?.end(options.input ?? '');
  return { code: await run.ended, said: run.said() };
}
