import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@orderhouse/contracts';
import { password } from '../../../server/src/demo/people.ts';
import { freePort } from '../../support/free-port.ts';
import { launchOrderhouse, type ServerProcess } from '../../support/program.ts';

/** A server as a newcomer starts it, with the demo store, on its embedded database. */
export interface DemoServer {
  readonly address: string;
  /** Where it keeps its data; `mail` in it has what was mailed, a file each. */
  readonly folder: string;
  /** Ends it, as when it is deployed anew; its data stay. */
  stop(): Promise<void>;
  /** Starts it again at the same address. */
  start(): Promise<void>;
  /** The API as somebody of the demo, or as somebody who was made there with the same password. */
  clientOf(email: string): Client;
}

// The tests ask more in a minute than a person would, and wait less long.
const settings = { RATE_LIMIT_PER_MINUTE: '0', LOGIN_RATE_LIMIT_PER_MINUTE: '0', SCHEDULE_EVERY_SECONDS: '5' };

/** Starts one. @returns it, and what ends it and removes its data. */
export async function startDemoServer(): Promise<{ server: DemoServer; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'orderhouse-e2e-'));
  const port = await freePort();
  const env = { SEED: 'demo', PORT: String(port), LOG_LEVEL: 'warn', WEBHOOK_ALLOW_PRIVATE: 'true', ...settings };
  const launch = () => launchOrderhouse(['start'], folder, { env });
  let running: ServerProcess = launch();
  const address = await running.ready();
  const stop = async () => {
    running.child.kill('SIGTERM');
    await running.ended;
  };
  const start = async () => {
    running = launch();
    await running.ready();
  };
  const clientOf = (email: string) => createClient({ baseUrl: address, login: { email, password } });
  const close = async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { server: { address, folder, stop, start, clientOf }, close };
}
