import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { route } from '@orderhouse/contracts';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DomainError } from '../domain-error.ts';
import { bindRoute } from './bind-route.ts';
import { replyWithProblem } from './problem-reply.ts';
import { endDownloadsOnClose } from './send-download.ts';

const chunk = Buffer.alloc(65_536, 'x');
const chunks_max = 4_000;
const lines: string[] = [];
const definition = route({
  method: 'GET',
  path: '/file',
  tag: 'System',
  summary: 'A file',
  permission: 'catalogue:read',
  status: 200,
  download: ['text/csv'],
});

/** What the route sends, and how far it has come. */
let source: () => AsyncGenerator<Buffer>;
let made = 0;
let left = false;

async function* endless(): AsyncGenerator<Buffer> {
  try {
    for (; made < chunks_max; made += 1) {
      await turn();
      yield chunk;
    }
  } finally {
    left = true;
  }
}

async function open() {
  const log: FastifyBaseLogger = pino({ level: 'warn' }, { write: (line) => lines.push(line) });
  const app: FastifyInstance = Fastify({ loggerInstance: log });
  app.setErrorHandler(replyWithProblem);
  app.decorateRequest('caller', () => ({ storeId: '', actorId: null, role: 'anonymous' }) as never);
  endDownloadsOnClose(app);
  bindRoute(app, definition, async () => {
    made = 0;
    left = false;
    const stream = Readable.from(source(), { objectMode: false });
    return { body: { stream, content_type: 'text/csv; charset=utf-8', file_name: 'Préis “2026”.csv' } };
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return { app, url: `http://127.0.0.1:${port}/api/v1/file` };
}

let house: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  house = await open();
});
afterAll(() => house.app.close());

test('a file is sent with its type and its name', async () => {
  source = async function* () {
    yield Buffer.from('a,b\r\n');
    yield Buffer.from('1,2\r\n');
  };
  const answer = await fetch(house.url);
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(answer.headers.get('content-disposition')).toContain(
    "filename*=UTF-8''Pr%C3%A9is%20%E2%80%9C2026%E2%80%9D.csv",
  );
  expect(answer.headers.get('cache-control')).toBe('no-store, no-transform');
  expect(await answer.text()).toBe('a,b\r\n1,2\r\n');
});

test('what fails before the first byte is refused as anything else is', async () => {
  source = async function* () {
    yield* [];
    throw new DomainError('invalid_cursor');
  };
  const answer = await fetch(house.url);
  expect(answer.status).toBe(400);
  expect(answer.headers.get('content-disposition')).toBeNull();
  expect(await answer.json()).toMatchObject({ code: 'invalid_cursor' });
});

test('what fails later breaks the connection off and is logged', async () => {
  source = async function* () {
    yield chunk;
    throw new Error('the disk is gone');
  };
  const answer = await fetch(house.url);
  expect(answer.status).toBe(200);
  await expect(answer.arrayBuffer()).rejects.toThrow();
  await vi.waitFor(() => expect(lines.join('')).toMatch(/a download broke off/));
  expect(lines.join('')).toContain('the disk is gone');
});

test('no more is made than its reader takes, and nothing more once the reader has left', async () => {
  source = endless;
  const leaving = new AbortController();
  const answer = await fetch(house.url, { signal: leaving.signal });
  expect(answer.status).toBe(200);
  let before = -1;
  await vi.waitFor(
    () => {
      const [last, now] = [before, made];
      before = now;
      expect(now).toBe(last);
    },
    { timeout: 10_000, interval: 200 },
  );
  expect(made).toBeLessThan(chunks_max / 2);
  leaving.abort();
  await vi.waitFor(() => expect([left, house.app.downloads.size]).toEqual([true, 0]));
});

test('HEAD makes nothing', async () => {
  source = endless;
  const answer = await fetch(house.url, { method: 'HEAD' });
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
  expect(made).toBe(0);
  expect(house.app.downloads.size).toBe(0);
});

test('a server that stops waits for no reader', async () => {
  const other = await open();
  source = endless;
  const answer = await fetch(other.url);
  await other.app.close();
  await expect(answer.arrayBuffer()).rejects.toThrow();
  expect(left).toBe(true);
});
