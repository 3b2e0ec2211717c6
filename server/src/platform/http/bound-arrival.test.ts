import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { boundArrival } from './bound-arrival.ts';

const times = { grace_ms: 200, bytes_per_second_min: 10_000, check_every_ms: 20 };

/** Reads every body to its end, but for those of `/unread`, which it answers at once. */
async function serve(): Promise<number> {
  const arrival = boundArrival(times);
  const server = createServer((request, response) => {
    arrival.watch(request, response);
    if (request.url === '/unread') return void response.writeHead(404).end();
    let bytes = 0;
    request.on('data', (chunk) => {
      bytes += chunk.length;
    });
    request.on('end', () => response.end(`took ${bytes}`));
    request.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    arrival.stop();
  });
  return (server.address() as AddressInfo).port;
}

/** Sends a body of so many bytes in pieces. @returns what came back until the connection ended. */
async function send(path: string, length: number, piece: number, every_ms: number, after = 'close'): Promise<string> {
  const socket = connect(await serve(), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  socket.write(`POST ${path} HTTP/1.1\r\nhost: a\r\nconnection: ${after}\r\ncontent-length: ${length}\r\n\r\n`);
  for (let sent = 0; sent < length && !socket.destroyed; sent += piece) {
    socket.write(Buffer.alloc(Math.min(piece, length - sent)));
    await delay(every_ms);
  }
  await closed;
  return text;
}

test('what comes at a fair pace may take its time', async () => {
  const began = performance.now();
  expect(await send('/', 12_000, 400, 20)).toContain('took 12000');
  expect(performance.now() - began).toBeGreaterThan(2 * times.grace_ms);
});

test('what drips is told that it took too long, and loses the connection', async () => {
  expect(await send('/', 10_000, 10, 20)).toMatch(
    /^HTTP\/1.1 400 [\s\S]*"detail":"The request took too long to arrive."/,
  );
});

test('what goes on after it was answered loses the connection, however fast', async () => {
  const began = performance.now();
  expect(await send('/unread', 100_000_000, 4_000, 20, 'keep-alive')).toContain('404');
  expect(performance.now() - began).toBeLessThan(5_000);
});
