import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { createClient } from '@orderhouse/contracts';
import { freePort } from '../tests/support/free-port.ts';
import { password, type Shop } from './shop.ts';

const entry = join(import.meta.dirname, '../server/bin/orderhouse.js');

/**
 * The address with the least answer that PostgreSQL has a part in: a transaction that reads nothing. How long others take
 * against it holds where times themselves drift with all that shares the machine.
 */
export const leastAnswer = '/health';

export interface MeasuredServer {
  url: string;
  pid: number;
  /** From the process' start to the first answer of /health. */
  started_after_ms: number;
  /** At most so far; NaN where there is no `/proc`. */
  memory_mib(): Promise<number>;
  stop(): Promise<void>;
}

async function untilHealthy(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const answer = await fetch(`${url}/health`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`the server ended with code ${child.exitCode}`);
}

/** Starts the server as its users do, in a process of its own. */
export async function startServer(
  settings: Record<string, string>,
  more: readonly string[] = [],
): Promise<MeasuredServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const child = spawn(process.execPath, [entry, 'start', ...more], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(port),
      SEED: 'none',
      LOG_LEVEL: 'warn',
      RATE_LIMIT_PER_MINUTE: '0',
      LOGIN_RATE_LIMIT_PER_MINUTE: '0',
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await untilHealthy(url, child);
  return {
    url,
    pid: child.pid ?? Number.NaN,
    started_after_ms: performance.now() - began,
    memory_mib: async () => {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1_024;
    },
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** A customer with a connection of its own that is kept open; the load should cost little beside what is measured. */
export interface Connected {
  post(path: string, body: unknown, key: string): Promise<{ status: number; text: string }>;
  get(path: string): Promise<{ status: number; text: string }>;
  close(): void;
}

/** @param always the headers of each request. */
export function connectTo(url: string, always: Record<string, string>): Connected {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (method: string, path: string, body: string, headers: Record<string, string>) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const sent = request(`${url}${path}`, { method, agent, headers: { ...always, ...headers } }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  return {
    post: (path, body, key) => {
      const text = JSON.stringify(body);
      const length = String(Buffer.byteLength(text));
      return send('POST', path, text, {
        'content-type': 'application/json',
        'content-length': length,
        'idempotency-key': key,
      });
    },
    get: (path) => send('GET', path, '', {}),
    close: () => agent.destroy(),
  };
}

/** Signs somebody of the shop in: `admin`, or a vendor or a customer by their id. */
export async function connectAs(url: string, name: string): Promise<Connected> {
  const client = createClient({ baseUrl: url });
  const { access_token = '' } = await client.auth.login({ body: { email: `${name}@bench.test`, password } });
  return connectTo(url, { authorization: `Bearer ${access_token}` });
}

/** Signs the shop's customers in, and gives each a connection. */
export async function connectCustomers(url: string, shop: Shop, count: number): Promise<Connected[]> {
  return Promise.all(shop.customerIds.slice(0, count).map((id) => connectAs(url, id)));
}
