import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../tests/support/free-port.ts';
import { launchOrderhouse, type ServerProcess } from '../tests/support/program.ts';
import { hasServed, mayStartAgain } from './end-of-start.ts';
import type { Ledger } from './ledger.ts';
import { stopBeforeAnswer } from './stop-before-answer.ts';
import type { Victim } from './victim.ts';

const ready_max_ms = 60_000;
const look_every_ms = 20;
const restart_pause_ms = 200;

/** How long a kill waits for the instant it is aimed at. */
const aim_max_ms = 5_000;

/** A server that is started again whenever it ends, as a supervisor does. */
export interface KeptServer {
  url: string;
  /** The ways in which it dies: at any time, or, an API, between the commit of orders and their answers. */
  deaths: readonly Victim[];
  /** Resolves when it serves; rejects when it does not come back. */
  ready(): Promise<void>;
  stop(): Promise<void>;
  /** Kills it without waiting, for the end of this process. */
  abort(): void;
}

/** Settings that several servers of one house share: what one has signed the others accept. */
export function sharedSettings(databaseUrl: string): Record<string, string> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    DATABASE_URL: databaseUrl,
    DATABASE_PREPARE: 'true',
    JWT_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    PUBLIC_URL: 'http://torture.test',
    LOG_LEVEL: 'warn',
    RATE_LIMIT_PER_MINUTE: '0',
    LOGIN_RATE_LIMIT_PER_MINUTE: '0',
  };
}

/** Starts an API or a worker on a port that it keeps through all its lives. */
export async function keepServer(
  role: 'api' | 'worker',
  name: string,
  folder: string,
  settings: Record<string, string>,
  ledger: Ledger,
): Promise<KeptServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const databaseUrl = settings.DATABASE_URL ?? '';
  const named = new URL(databaseUrl);
  named.searchParams.set('application_name', name);
  const env = { ...settings, DATABASE_URL: named.href, PORT: `${port}` };
  const launch = () => launchOrderhouse(['start', '--role', role], join(folder, name), { env });
  const killed = new WeakSet<ServerProcess>();
  let stopping = false;
  let current = launch();

  const keep = async (): Promise<void> => {
    for (;;) {
      const code = await current.ended;
      await appendFile(join(folder, `${name}.log`), current.said());
      if (stopping) {
        if (code !== 0) ledger.fault(`${name} was asked to stop and ended with ${code}:\n${current.said()}`);
        return;
      }
      if (!killed.has(current)) {
        if (!mayStartAgain(current.said())) {
          ledger.fault(`${name} ended by itself with ${code}:\n${current.said()}`);
        }
        await delay(restart_pause_ms);
        if (stopping) return;
      }
      current = launch();
    }
  };
  const kept = keep();

  const isAlive = () => current.child.exitCode === null && current.child.signalCode === null;
  const kill = async () => {
    // Between two of its lives there is nothing to kill.
    while (!isAlive() && !stopping) await delay(look_every_ms);
    const victim = current;
    killed.add(victim);
    victim.child.kill('SIGKILL');
    await victim.ended;
  };
  const killBeforeAnswer = async (until: number) => {
    const serving = () => (isAlive() && hasServed(current.said()) ? current : null);
    const giveUpAt = Math.min(until, performance.now() + aim_max_ms);
    await stopBeforeAnswer({ databaseUrl, name, serving }, giveUpAt);
    await kill();
  };
  const ready = async () => {
    const until = performance.now() + ready_max_ms;
    while (performance.now() < until) {
      const answer = await fetch(`${url}/health`).catch(() => null);
      await answer?.body?.cancel();
      if (answer?.ok) return;
      await delay(look_every_ms);
    }
    throw new Error(`${name} was not ready after ${ready_max_ms / 1_000} s:\n${current.said()}`);
  };
  const beforeAnswer: Victim = { name: `${name} before it answers`, kill: killBeforeAnswer, ready };

  return {
    url,
    // Two of three are aimed. A worker answers nobody.
    deaths: role === 'api' ? [{ name, kill, ready }, beforeAnswer, beforeAnswer] : [{ name, kill, ready }],
    ready,
    async stop() {
      stopping = true;
      current.child.kill('SIGTERM');
      await kept;
    },
    abort: () => void current.child.kill('SIGKILL'),
  };
}
