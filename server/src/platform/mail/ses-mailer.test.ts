import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../../../../tests/support/free-port.ts';
import type { Mail } from './mailer.ts';
import { openSesMailer } from './ses-mailer.ts';

// It is CommonJS; what an import of its default is depends on who runs it.
const ses = createRequire(import.meta.url)('aws-ses-v2-local') as typeof import('aws-ses-v2-local');

const mail: Mail = {
  from: { name: 'Tea House', address: 'orders@shop.example' },
  to: { name: 'Zoë 🫖', address: 'zoe@example.com' },
  subject: 'Your order – 1042',
  text: 'Thank you\n',
  html: '<p>Thank you</p>',
  message_id: '<1@shop.example>',
  date: new Date('2026-01-31T09:30:00Z'),
  headers: { 'X-Orderhouse-Notification': '1' },
};

// Where every program of AWS looks for them first.
vi.stubEnv('AWS_ACCESS_KEY_ID', 'anybody');
vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'anything');
afterAll(() => vi.unstubAllEnvs());

function open(endpoint: string, limits = {}) {
  const mailer = openSesMailer({ kind: 'ses', region: 'eu-west-1', endpoint }, limits);
  onTestFinished(() => mailer.close());
  return mailer;
}

function closeAtTheEnd(server: Server): void {
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
}

test('SES gets the whole message', async () => {
  const port = await freePort();
  closeAtTheEnd(await ses.default({ host: '127.0.0.1', port }));
  const endpoint = `http://127.0.0.1:${port}`;
  await open(endpoint).send(mail);
  const { emails } = await (await fetch(`${endpoint}/store`)).json();
  expect(emails).toHaveLength(1);
  expect(emails[0]).toMatchObject({
    destination: { to: [expect.stringContaining(mail.to.address)] },
    from: expect.stringContaining(mail.from.address),
    subject: mail.subject,
    body: { text: mail.text, html: mail.html },
  });
});

test('a refusal of SES is told as it is', async () => {
  const server = createServer((_, answer) => {
    answer.writeHead(400, { 'content-type': 'application/json', 'x-amzn-errortype': 'MessageRejected' });
    answer.end(JSON.stringify({ message: 'Email address is not verified' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closeAtTheEnd(server);
  const { port } = server.address() as AddressInfo;
  await expect(open(`http://127.0.0.1:${port}`).send(mail)).rejects.toThrow(
    'Amazon SES answered MessageRejected (400): Email address is not verified',
  );
});

test('a SES that says nothing is not waited for', async () => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closeAtTheEnd(server);
  const { port } = server.address() as AddressInfo;
  await expect(open(`http://127.0.0.1:${port}`, { send_timeout_ms: 200 }).send(mail)).rejects.toThrow(
    'Amazon SES took longer than 0.2 s',
  );
});
