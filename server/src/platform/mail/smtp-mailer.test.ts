import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { simpleParser } from 'mailparser';
import type { SMTPServerOptions } from 'smtp-server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSmtpServer } from '../../../../tests/support/smtp-server.ts';
import type { SmtpTransport } from './mail-url.ts';
import type { Mail } from './mailer.ts';
import { openSmtpMailer } from './smtp-mailer.ts';

const mail: Mail = {
  from: { name: 'Tea House', address: 'orders@shop.example' },
  to: { name: 'Zoë 🫖', address: 'zoe@example.com' },
  subject: 'Your order',
  text: 'Thank you\n',
  html: '<p>Thank you</p>',
  message_id: '<1@shop.example>',
  date: new Date('2026-01-31T09:30:00Z'),
  headers: {},
};

function open(port: number, change: Partial<SmtpTransport> = {}, limits: Parameters<typeof openSmtpMailer>[1] = {}) {
  const transport: SmtpTransport = {
    kind: 'smtp',
    host: '127.0.0.1',
    port,
    security: 'off',
    auth: null,
    connections_max: 2,
    ...change,
  };
  const mailer = openSmtpMailer(transport, limits);
  onTestFinished(() => mailer.close());
  return mailer;
}

describe('a server that takes mail', () => {
  test('gets it whole, on connections that are kept', async () => {
    const server = await openSmtpServer();
    const mailer = open(server.port, { connections_max: 1 });
    for (const message_id of ['<1@shop.example>', '<2@shop.example>', '<3@shop.example>']) {
      await mailer.send({ ...mail, message_id });
    }
    expect(server.connections()).toBe(1);
    expect(server.taken).toMatchObject(Array(3).fill({ from: mail.from.address, to: [mail.to.address] }));
    const read = await Promise.all(server.taken.map(({ source }) => simpleParser(source)));
    expect(read.map(({ messageId }) => messageId)).toEqual([
      '<1@shop.example>',
      '<2@shop.example>',
      '<3@shop.example>',
    ]);
    expect(read[0]).toMatchObject({ subject: mail.subject, text: mail.text, to: { value: [mail.to] } });
  });

  test('is signed in to, and told no more than it needs when it refuses', async () => {
    const onAuth: SMTPServerOptions['onAuth'] = ({ username, password }, _, done) =>
      password === 'right' ? done(null, { user: username }) : done(new Error('no such account'));
    const server = await openSmtpServer({ authOptional: false, allowInsecureAuth: true, onAuth });
    await open(server.port, { auth: { user: 'orders', pass: 'right' } }).send(mail);
    expect(server.taken).toHaveLength(1);
    const wrong = open(server.port, { auth: { user: 'orders', pass: 'hunter2' } }).send(mail);
    await expect(wrong).rejects.toThrow(/^the SMTP server answered AUTH PLAIN with 535 .*no such account$/);
    await expect(wrong).rejects.not.toThrow(/hunter2/);
  });

  test('is given no more a second than it takes', async () => {
    const server = await openSmtpServer();
    const mailer = open(server.port, {}, { rate_per_second: 50 });
    const from_ms = performance.now();
    for (let mails = 0; mails < 6; mails += 1) await mailer.turn();
    // Five gaps of 20 ms; timers may be a little early.
    expect(performance.now() - from_ms).toBeGreaterThan(95);
  });
});

/** A key and a certificate of this machine, which nobody has signed but itself. */
function ownCertificate() {
  const folder = mkdtempSync(join(tmpdir(), 'orderhouse-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names];
  execFileSync('openssl', [...made, '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' });
  return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') };
}

/** As an operator does by NODE_EXTRA_CA_CERTS. */
function trust(cert: string): void {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, cert]);
  onTestFinished(() => setDefaultCACertificates(before));
}

describe('encryption', () => {
  test.each([
    ['required', false],
    ['optional', false],
    ['implicit', true],
  ] as const)('%s: the certificate is looked at, and then nobody else reads the mail', async (security, secure) => {
    const { key, cert } = ownCertificate();
    const server = await openSmtpServer({ key, cert, secure, disabledCommands: [] });
    await expect(open(server.port, { security }).send(mail)).rejects.toThrow(/self-signed certificate/);
    expect(server.taken).toEqual([]);
    trust(cert);
    await open(server.port, { security }).send(mail);
    expect(server.taken).toMatchObject([{ secure: true }]);
  });

  test('is insisted on where it is required, and done without where it is optional', async () => {
    const server = await openSmtpServer();
    await expect(open(server.port, { security: 'required' }).send(mail)).rejects.toThrow(/TLS/);
    expect(server.taken).toEqual([]);
    await open(server.port, { security: 'optional' }).send(mail);
    expect(server.taken).toMatchObject([{ secure: false }]);
  });
});

describe('a server that is not well', () => {
  test('refuses a recipient, and the next mail goes out', async () => {
    const server = await openSmtpServer({
      onRcptTo: ({ address }, _, done) =>
        address === 'gone@example.com' ? done(Object.assign(new Error('no such user'), { responseCode: 550 })) : done(),
    });
    const mailer = open(server.port);
    const refused = mailer.send({ ...mail, to: { name: '', address: 'gone@example.com' } });
    await expect(refused).rejects.toThrow(/^the SMTP server answered RCPT TO with 550 no such user$/);
    await mailer.send(mail);
    expect(server.taken).toMatchObject([{ to: [mail.to.address] }]);
  });

  test('does not want the mail itself, and says so in several lines', async () => {
    const server = await openSmtpServer({
      onData: (stream, _, done) => {
        const refusal = 'looks like spam\r\nsee https://mail.example/why';
        stream.on('end', () => done(Object.assign(new Error(refusal), { responseCode: 554 }))).resume();
      },
    });
    await expect(open(server.port).send(mail)).rejects.toThrow(
      /^the SMTP server answered DATA with 554.looks like spam .*why$/,
    );
  });

  test('drops the connection amid the mail, which is not sent again by itself', async () => {
    let attempts = 0;
    const server = await openSmtpServer({
      onData: (stream) => {
        attempts += 1;
        stream.once('data', () => server.cutOff()).resume();
      },
    });
    await expect(open(server.port).send(mail)).rejects.toThrow(/closed|ECONNRESET/i);
    expect(attempts).toBe(1);
  });

  test('accepts, and never says a word', async () => {
    const server = await openSmtpServer({ onConnect: () => undefined });
    const mailer = open(server.port, {}, { send_timeout_ms: 200 });
    await expect(mailer.send(mail)).rejects.toThrow(/longer than 0.2 s|[Tt]imeout|[Gg]reeting/);
  });

  test('takes the mail, and says so too late', async () => {
    const server = await openSmtpServer({ onData: (stream) => void stream.resume() });
    const mailer = open(server.port, {}, { send_timeout_ms: 200 });
    await expect(mailer.send(mail)).rejects.toThrow(/longer than 0.2 s|[Tt]imeout/);
  });

  test('is not there', async () => {
    await expect(open(1).send(mail)).rejects.toThrow(/ECONNREFUSED/);
  });
});
