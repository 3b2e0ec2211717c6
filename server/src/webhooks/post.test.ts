import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, isIP, type Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { openWebhookReceiver } from '../../../tests/support/webhook-receiver.ts';
import { pinnedTo } from '../platform/http-out/public-address.ts';
import { type PostOptions, post } from './post.ts';

/** Real connections to receivers on this machine. */
const receiver = await openWebhookReceiver();
const body = '{"a":"é"}';
const headers = { 'content-type': 'application/json', 'webhook-id': 'one' };
const sent = (options: Partial<PostOptions> = {}, url = receiver.url) =>
  post(new URL(url), headers, body, { allowPrivate: true, ...options });

describe('a receiver', () => {
  test('that takes it gets the body and the headers as they are', async () => {
    receiver.answer((response) => response.writeHead(200).end('thank you \0'));
    expect(await sent()).toEqual({ status: 200, body: 'thank you \ufffd', retry_after: null });
    expect(receiver.received.at(-1)).toMatchObject({ path: '/hook', headers, body });
  });

  test('that refuses is told as it is', async () => {
    receiver.answer((response) => response.writeHead(503, { 'retry-after': '7' }).end('busy'));
    expect(await sent()).toEqual({ status: 503, body: 'busy', retry_after: '7' });
  });

  test('that sends elsewhere is not followed', async () => {
    const before = receiver.received.length;
    receiver.answer((response) => response.writeHead(307, { location: `${receiver.url}/elsewhere` }).end());
    expect(await sent()).toMatchObject({ status: 307 });
    expect(receiver.received.length).toBe(before + 1);
  });

  test('that talks without end is cut off, and its status counts', async () => {
    receiver.answer((response) => {
      response.writeHead(200);
      const talk = (): void => void (response.writable && response.write('x'.repeat(10_000), talk));
      talk();
    });
    const answer = await sent();
    expect(answer).toMatchObject({ status: 200 });
    expect('body' in answer && answer.body.length).toBe(16_384);
  });

  test('that is slow to answer is given up', async () => {
    receiver.answer(() => undefined);
    expect(await sent({ total_timeout_ms: 100 })).toEqual({ error: 'no answer within 100 ms' });
  });

  test('that answers and never ends is left, and its status counts', async () => {
    receiver.answer((response) => void response.writeHead(202).write('half'));
    expect(await sent({ total_timeout_ms: 200 })).toEqual({ status: 202, body: 'half', retry_after: null });
  });

  test('that drops the connection is told so', async () => {
    receiver.answer((response) => response.destroy());
    expect(await sent()).toEqual({ error: 'socket hang up' });
  });

  test('that drops it after its answer began has answered', async () => {
    receiver.answer((response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    expect(await sent()).toMatchObject({ status: 200 });
  });

  test('that speaks no HTTP, or too much of it, is told so', async () => {
    const nonsense = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`);
    }).listen(0, '127.0.0.1');
    afterAll(() => void nonsense.close());
    await once(nonsense, 'listening');
    const { port } = nonsense.address() as { port: number };
    expect(await sent({}, `http://127.0.0.1:${port}/`)).toMatchObject({ error: expect.stringContaining('Header') });
  });

  const raw = async (says: (socket: Socket) => void) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => says(socket));
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
  };
  const again = (socket: Socket, text: string) => {
    const timer = setInterval(() => socket.write(text), 10);
    socket.on('close', () => clearInterval(timer));
  };

  test('that asks for another protocol is left at once', async () => {
    const url = await raw((socket) => socket.write('HTTP/1.1 101 Ok\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'));
    expect(await sent({}, url)).toEqual({ error: 'answered 101; no other protocol is spoken' });
  });

  test.each([
    ['puts off its answer again and again', '', 'HTTP/1.1 100 Continue\r\n\r\n', { error: 'no answer within 200 ms' }],
    ['gives hints again and again', '', 'HTTP/1.1 103 Early Hints\r\n\r\n', { error: 'no answer within 200 ms' }],
    ['sends a header letter by letter', 'HTTP/1.1 200 OK\r\nx: ', 'x', { error: 'no answer within 200 ms' }],
    ['sends its body letter by letter', 'HTTP/1.1 200 OK\r\n\r\n', 'x', { status: 200 }],
  ])('that %s is left in time', async (_what, first, then, expected) => {
    const url = await raw((socket) => {
      socket.write(first);
      again(socket, then);
    });
    const began_ms = performance.now();
    expect(await sent({ total_timeout_ms: 200 }, url)).toMatchObject(expected);
    expect(performance.now() - began_ms).toBeLessThan(2_000);
  });

  test('that is not there is told so', async () => {
    expect(await sent({}, 'http://127.0.0.1:1/')).toEqual({ error: 'connect ECONNREFUSED 127.0.0.1:1' });
  });

  test('that takes no connection is given up', async () => {
    // TLS is never spoken, so that the connection is never ready.
    const mute = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    afterAll(() => void mute.close());
    await once(mute, 'listening');
    const { port } = mute.address() as { port: number };
    const answer = await sent({ connect_timeout_ms: 100 }, `https://127.0.0.1:${port}/`);
    expect(answer).toEqual({ error: 'no connection within 100 ms' });
  });
});

describe('where nothing inside may be reached', () => {
  const refused = () => ({ error: expect.stringContaining('not an address of the public internet') });

  test.each(['https://127.0.0.1/', 'https://[::1]/', 'https://10.0.0.1/', 'https://[::ffff:127.0.0.1]/'])(
    '%s is not connected to',
    async (url) => {
      expect(await sent({ allowPrivate: false }, url)).toEqual(refused());
    },
  );

  test('only https is sent to', async () => {
    expect(await sent({ allowPrivate: false })).toEqual({ error: 'only https:// is sent to' });
  });

  test('a name is looked up at each attempt, and refused when it stands for one inside', async () => {
    const before = receiver.received.length;
    const answers = [['127.0.0.1'], ['93.184.215.14', '127.0.0.1'], ['::ffff:7f00:1'], []];
    let asked = 0;
    const resolve = async () => (answers[asked++] ?? []).map((address) => ({ address, family: isIP(address) }));
    for (const _answer of answers) {
      const url = `https://rebound.example:${receiver.port}/`;
      expect(await sent({ allowPrivate: false, resolve }, url)).toEqual(refused());
    }
    expect(asked).toBe(answers.length);
    expect(receiver.received.length).toBe(before);
  });

  test('the connection goes to the addresses that were looked at, without asking for the name again', async () => {
    const lookup = pinnedTo([{ address: '127.0.0.1', family: 4 }]);
    for (const autoSelectFamily of [true, false]) {
      const socket = connect({ host: 'rebound.invalid', port: receiver.port, lookup, autoSelectFamily });
      await once(socket, 'connect');
      expect(socket.remoteAddress).toBe('127.0.0.1');
      socket.destroy();
    }
  });

  test('a name that takes too long to be looked up is given up', async () => {
    const options = { allowPrivate: false, resolve: () => new Promise<never>(() => undefined), connect_timeout_ms: 50 };
    expect(await sent(options, 'https://slow.example/')).toEqual({ error: 'no connection within 50 ms' });
  });

  test('what goes wrong is told in words that can be stored', async () => {
    const resolve = () => Promise.reject(new Error(`bad\0${'😀'.repeat(400)}`));
    const answer = await sent({ allowPrivate: false, resolve }, 'https://odd.example/');
    const { error } = answer as { error: string };
    expect(error).toMatch(/^bad😀+\ufffd?$/u);
    expect(error.isWellFormed()).toBe(true);
  });

  test('no proxy of the environment is gone through', async () => {
    receiver.answer((response) => response.writeHead(204).end());
    const before = receiver.received.length;
    const script = `
      import { request } from 'node:http';
      const { post } = await import(${JSON.stringify(join(import.meta.dirname, 'post.ts'))});
      const told = await post(new URL('http://127.0.0.1:1/ours'), {}, '{}', { allowPrivate: true });
      process.stdout.write(JSON.stringify(told));
      request('http://127.0.0.1:1/anybody', (answer) => answer.resume()).end();`;
    const proxy = `http://127.0.0.1:${receiver.port}`;
    const env = { ...process.env, NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy, http_proxy: proxy, NO_PROXY: '' };
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env, timeout: 20_000 });
    expect(JSON.parse((await run).stdout)).toEqual({ error: 'connect ECONNREFUSED 127.0.0.1:1' });
    const paths = receiver.received.slice(before).map(({ path }) => path);
    expect(paths).toEqual(['http://127.0.0.1:1/anybody']);
  });
});
