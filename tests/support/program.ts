import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

/** Starts a program that lives until it ends or is ended. */
export function launchProgram(program: string, args: string[], options: ProcessOptions = {}): ServerProcess {
  const child = spawn(program, args, {
    env: { PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`, HOME: tmpdir(), ...options.env },
    cwd: options.cwd ?? tmpdir(),
    stdio: ['pipe', 'pipe', 'pipe'],
    ...options.account,
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

/** The command line of `orderhouse …`, without a demo and on a free port unless the environment says otherwise. */
export function commandOf(args: string[], dataDir: string, options: ProcessOptions): Parameters<typeof launchProgram> {
  const env = { DATA_DIR: dataDir, PORT: '0', SEED: 'none', ...options.env };
  return [process.execPath, [command, ...args], { ...options, env }];
}

/** Starts `orderhouse …` as its users do. */
export function launchOrderhouse(args: string[], dataDir: string, options: ProcessOptions = {}): ServerProcess {
  return launchProgram(...commandOf(args, dataDir, options));
}

/** Runs a command to its end. @returns its exit code and all that it wrote. */
export async function finish(run: ServerProcess, input = '') {
  run.child.stdin?.end(input);
  return { code: await run.ended, said: run.said() };
}
