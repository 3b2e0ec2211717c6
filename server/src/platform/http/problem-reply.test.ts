import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { answerBrokenRequest } from './problem-reply.ts';

const server = createServer({ headersTimeout: 100, requestTimeout: 100, connectionsCheckingInterval: 20 });
server.on('clientError', (error, socket) => answerBrokenRequest(error, socket as Socket));

async function begin(): Promise<{ socket: Socket; closed: Promise<void>; text: () => string }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  // The server resets what it no longer listens to.
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.write('GET / HTTP/1.1\r\nx: ');
  return { socket, closed, text: () => text };
}

test('whoever does not end a request is told so', async () => {
  const { socket, closed, text } = await begin();
  socket.on('end', () => socket.end());
  await closed;
  expect(text()).toMatch(/^HTTP\/1.1 400 [\s\S]*"detail":"The request took too long to arrive."/);
});

test('whoever goes on sending all the same loses the connection', async () => {
  const { socket, closed } = await begin();
  const drip = setInterval(() => socket.write('x'), 10);
  onTestFinished(() => clearInterval(drip));
  await closed;
  const open = await new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
  expect(open).toBe(0);
});
