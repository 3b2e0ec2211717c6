import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openWebhookReceiver } from '../../../../tests/support/webhook-receiver.ts';
import { type FetchOptions, fetchFile, resolveBySockets } from './fetch-file.ts';

/** Real connections to a server on this machine. */
const server = await openWebhookReceiver();
const at = (path: string) => `http://127.0.0.1:${server.port}${path}`;
const got = (path: string, options: Partial<FetchOptions> = {}) =>
  fetchFile(at(path), { bytes_max: 1_000, headers: { accept: 'image/*' }, allowPrivate: true, ...options });

/** Answers each path by its own. */
function serve(paths: Readonly<Record<string, (response: ServerResponse) => void>>): void {
  server.answer((response, { path }) => {
    const by = paths[path];
    if (by) by(response);
    else response.writeHead(404).end();
  });
}
const to = (location: string) => (response: ServerResponse) => void response.writeHead(302, { location }).end();

describe('a file', () => {
  test('comes as it is, asked for without packing', async () => {
    serve({ '/a': (response) => response.end('abc') });
    expect(await got('/a')).toEqual({ status: 200, content: Buffer.from('abc'), retry_after: null });
    const { headers } = server.received.at(-1) ?? {};
    expect(headers).toMatchObject({ accept: 'image/*', 'accept-encoding': 'identity' });
    expect(headers).not.toHaveProperty('content-length');
  });

  test('is looked for where it was sent on to, three times at most', async () => {
    serve({ '/1': to('/2'), '/2': to(at('/3')), '/3': to('4'), '/4': (response) => response.end('here') });
    expect(await got('/1')).toMatchObject({ status: 200, content: Buffer.from('here') });
    serve({ '/1': to('/1') });
    const before = server.received.length;
    expect(await got('/1')).toEqual({ error: 'is sent on more than 3 times', is_final: true });
    expect(server.received.length - before).toBe(4);
  });

  test('is looked for under the name that was meant', async () => {
    const sent = (text: string) => Buffer.from(text).toString('latin1');
    serve({
      '/1': to(sent('/bücher.jpg')),
      '/b%C3%BCcher.jpg': to('/\u00fc'),
      '/%C3%BC': (response) => response.end('here'),
    });
    expect(await got('/1')).toMatchObject({ status: 200, content: Buffer.from('here') });
  });

  test.each([
    'file:///etc/passwd',
    'ftp://example.com/a',
    'http://user:word@127.0.0.1/',
    `/${'x'.repeat(3_000)}`,
    '//',
  ])('is not looked for at %s', async (location) => {
    serve({ '/1': to(location) });
    expect(await got('/1')).toMatchObject({ is_final: true });
  });

  test('that is not there is told with its status', async () => {
    serve({ '/busy': (response) => response.writeHead(503, { 'retry-after': '7' }).end('busy') });
    expect(await got('/none')).toEqual({ status: 404, content: null, retry_after: null });
    expect(await got('/busy')).toEqual({ status: 503, content: null, retry_after: '7' });
  });

  test.each([
    ['says so', (response: ServerResponse) => void response.writeHead(200, { 'content-length': '1001' }).end()],
    ['has no end', endless],
  ])('that is too long and %s is left', async (_, by) => {
    serve({ '/long': by });
    expect(await got('/long')).toEqual({ error: 'the file has more than 1000 bytes', is_final: true });
  });

  test('that comes packed is left', async () => {
    serve({ '/z': (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('abc') });
    expect(await got('/z')).toEqual({ error: 'the file came packed, which was not asked for', is_final: true });
  });

  test('that drips is given up', async () => {
    serve({ '/slow': (response) => void response.writeHead(200).write('a') });
    expect(await got('/slow', { total_timeout_ms: 150 })).toEqual({
      error: 'not there within 150 ms',
      is_final: false,
    });
  });

  test('that breaks off is no file', async () => {
    serve({
      '/half': (response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half', () => response.destroy());
      },
    });
    expect(await got('/half')).toEqual({ error: 'aborted', is_final: false });
  });

  test('of nobody who listens may come later', async () => {
    const options = { bytes_max: 1, headers: {}, allowPrivate: true };
    expect(await fetchFile('http://127.0.0.1:1/', options)).toMatchObject({
      error: expect.stringContaining('ECONNREFUSED'),
      is_final: false,
    });
  });
});

/** Writes until the other side leaves. */
function endless(response: ServerResponse): void {
  response.writeHead(200);
  const talk = (): void => void (response.writable && response.write('x'.repeat(600), talk));
  talk();
}

describe('an address inside', () => {
  const strict = { bytes_max: 1_000, headers: {}, allowPrivate: false };
  const inside = { is_final: true, error: expect.stringContaining('is not an address of the public internet') };

  test.each([
    'http://127.0.0.1/',
    'http://169.254.169.254/latest/',
    'https://[::1]/',
    'http://0x7f.1/',
    'http://10.0.0.1/',
  ])('%s is not connected to', async (address) => expect(await fetchFile(address, strict)).toMatchObject(inside));

  test.each(['http://127.0.0.1/', 'http://inside.example/', 'http://169.254.169.254/'])(
    'that a redirect leads to (%s) is not connected to',
    async (location) => {
      serve({ '/1': to(location) });
      const before = server.received.length;
      // This machine may be asked once: what it sends on to is looked at as strictly as ever.
      const options: FetchOptions = {
        ...{ bytes_max: 1_000, headers: {}, resolve: async () => [{ address: '10.0.0.1', family: 4 }] },
        get allowPrivate() {
          return server.received.length === before;
        },
      };
      expect(await fetchFile(at('/1'), options)).toMatchObject(inside);
      expect(server.received.length).toBe(before + 1);
    },
  );

  test('that a name stands for is not connected to', async () => {
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    expect(await fetchFile('http://pictures.example/a.jpg', { ...strict, resolve })).toMatchObject(inside);
  });

  test('of another port than those of the web is not asked', async () => {
    expect(await fetchFile('http://1.1.1.1:6379/', strict)).toEqual({
      error: 'the address names a port; only 80 and 443 are asked',
      is_final: true,
    });
  });
});

describe('names', () => {
  /** Somebody who is asked for names. */
  async function openNameServer(answer: (question: Buffer) => Buffer | null) {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    onTestFinished(() => void socket.close());
    socket.on('message', (question, { port, address }) => {
      const told = answer(question);
      if (told) socket.send(told, port, address);
    });
    return `127.0.0.1:${socket.address().port}`;
  }
  const waiting = new AbortController().signal;

  test('that nobody answers for are given up', async () => {
    const resolve = resolveBySockets([await openNameServer(() => null)], 100);
    const came = await fetchFile('http://silent.example/', { bytes_max: 1, headers: {}, allowPrivate: false, resolve });
    expect(came).toMatchObject({ is_final: false, error: expect.stringMatching(/queryA|no connection/) });
  });

  test('that are answered for IPv4 alone are known soon', async () => {
    /** An address of IPv4 (RFC 1035, 4.1); whoever asks for others hears nothing. */
    const server = await openNameServer((question) => {
      const type_at = question.indexOf(0, 12) + 1;
      if (question.readUInt16BE(type_at) !== 1) return null;
      const head = Buffer.from([...question.subarray(0, 2), 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
      const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 1, 2, 3, 4]);
      return Buffer.concat([head, question.subarray(12, type_at + 4), record]);
    });
    const before = performance.now();
    const found = await resolveBySockets([server])('four.example', waiting);
    expect(found).toEqual([{ address: '1.2.3.4', family: 4 }]);
    expect(performance.now() - before).toBeLessThan(1_900);
  });
});
