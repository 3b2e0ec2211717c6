import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NotificationKind, Order } from '@orderhouse/contracts';
import { simpleParser } from 'mailparser';
import type { SMTPServerOptions } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';
import { openSmtpServer } from '../../../tests/support/smtp-server.ts';
import { appendEvents } from '../events/index.ts';
import { readEndOfLog, readLogAfter } from '../events/log-statements.ts';
import { openSmtpMailer } from '../platform/mail/smtp-mailer.ts';
import type { NewJob } from '../platform/queue/job-queue.ts';
import type { Runtime } from '../platform/runtime.ts';
import { openNotifications } from './open-notifications.ts';
import { mailReaction } from './react.ts';
import { sendMail } from './send-mail.ts';
import { pruneNotifications } from './statements.ts';
import { loadTemplates } from './templates.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'orderhouse-mail-'));
const house = await openTestHouse({ config: { data_dir: dataDir } });
const { customer, vendor, otherVendor } = house.people;
const folder = join(dataDir, 'mail');
const from = 'orders@shop.example';
const settings = {
  mail_url: { kind: 'files', folder: null } as const,
  data_dir: dataDir,
  mail_rate_per_second: 0,
  mail_from: from,
  mail_templates_dir: null,
  public_url: 'https://shop.example',
};
const notifications = await openNotifications(house.runtime, settings);
const templates = await loadTemplates(null);
const shipping_address = { name: 'Zoë', line1: '1 Lane', city: 'London', postal_code: 'SW1Y', country: 'GB' };

afterAll(async () => {
  await notifications.close();
  rmSync(dataDir, { recursive: true });
});

beforeAll(async () => {
  for (const [name, sku] of [
    ['vendor', 'OURS'],
    ['otherVendor', 'THEIRS'],
  ] as const) {
    await house.as(name).products.create({ body: { name: `Lantern ${sku}`, sku, unit_price: 339, stock: 1_000 } });
  }
});

/** @returns the jobs that what is done causes. */
async function jobsOf(deed: () => Promise<unknown>): Promise<NewJob[]> {
  const { database } = house.runtime;
  const before = await database.transactAsSystem(readEndOfLog);
  await deed();
  return database.transactAsSystem(async (connection) => {
    const events = await readLogAfter(connection, before, 100);
    const wanted = events.filter(({ type }) => mailReaction.types.includes(type));
    return wanted.length === 0 ? [] : mailReaction.jobsOf(connection, wanted);
  });
}

const asJob = (job: NewJob, attempt = 1) => ({ ...job, attempt, attempts_max: 3 });

async function work(jobs: readonly NewJob[]): Promise<void> {
  for (const job of jobs) await notifications.handlers[job.task]?.(asJob(job));
}

/** Does something and sends what it causes. @returns what was mailed, in the order of its sending. */
async function mailsOf(deed: () => Promise<unknown>) {
  const known = new Set(await filesThere());
  await work(await jobsOf(deed));
  const made = (await filesThere()).filter((name) => !known.has(name));
  const mails = await Promise.all(made.map((name) => simpleParser(readFileSync(join(folder, name)))));
  return mails.map((mail) => ({
    ...mail,
    recipient: mail.to && 'text' in mail.to ? (mail.to.value[0]?.address ?? '') : '',
  }));
}

async function filesThere(): Promise<string[]> {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const place = (skus: readonly string[] = ['OURS'], notes?: string): Promise<Order> =>
  house.as('customer').orders.place({
    body: {
      lines: skus.map((sku) => ({ sku, quantity: 2 })),
      shipping_address,
      payment: { provider: 'simulated' },
      ...(notes && { notes }),
    },
  });

const carryOn = (as: 'vendor' | 'otherVendor' | 'admin', id: string, status: Order['status'], parcel = {}) =>
  house.as(as).orders.updateStatus({ params: { id }, body: { status, ...parcel } });

const kindsOf = (jobs: readonly NewJob[]) => jobs.map(({ payload }) => payload.kind as NotificationKind).sort();

async function placedJob(kind: NotificationKind = 'order_placed'): Promise<NewJob> {
  const job = (await jobsOf(() => place())).find(({ payload }) => payload.kind === kind);
  if (!job) throw new Error('an order that was placed caused no mail');
  return job;
}

async function rowOf(job: NewJob) {
  const { data } = await house.as('admin').notifications.list({ query: { limit: 100 } });
  return data.find(({ event_id, kind }) => event_id === job.payload.event_id && kind === job.payload.kind);
}

describe('those concerned are mailed', () => {
  test('of an order: the customer of all of it, each vendor of its own lines', async () => {
    const mails = await mailsOf(() => place(['OURS', 'THEIRS'], 'Ring twice\nplease'));
    const textTo = (email: string) => mails.find(({ recipient }) => recipient === email)?.text;
    expect(mails).toHaveLength(3);
    expect(textTo(customer.email)).toMatch(/Lantern OURS[\s\S]*Lantern THEIRS[\s\S]*Total: £13\.56/);
    expect(textTo(customer.email)).toMatch(/Ring twice\nplease[\s\S]*You can cancel it until .* (GMT|BST)/);
    expect(textTo(vendor.email)).toMatch(/Lantern OURS[\s\S]*Total: £6\.78[\s\S]*Zoë/);
    expect(textTo(vendor.email)).not.toContain('THEIRS');
    expect(textTo(otherVendor.email)).not.toContain('OURS');
    expect(mails[0]?.from).toMatchObject({ value: [{ name: 'main', address: from }] });
  });

  test('of a declined payment: once, and not of the cancellation besides', async () => {
    const order = await place();
    const body = { outcome: 'decline', failure: 'card expired' } as const;
    const mails = await mailsOf(() => house.as('customer').orders.settlePayment({ params: { id: order.id }, body }));
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({
      recipient: customer.email,
      subject: expect.stringContaining('did not go through'),
    });
    expect(mails[0]?.text).toMatch(/card expired[\s\S]*To try again/);
  });

  test('of what a customer cancels', async () => {
    const order = await place();
    const cancel = () => house.as('customer').orders.cancel({ params: { id: order.id }, body: { reason: 'Too late' } });
    expect(await mailsOf(cancel)).toMatchObject([
      { recipient: customer.email, text: expect.stringContaining('Too late') },
    ]);
  });

  test('of each parcel, of the last one with the whole, and of the arrival', async () => {
    const { id } = await place(['OURS', 'THEIRS']);
    await carryOn('admin', id, 'processing');
    const parcel = (tracking_number: string) => ({ carrier: 'DPD', tracking_number });
    const first = await mailsOf(() => carryOn('vendor', id, 'shipped', parcel('ONE')));
    expect(first).toMatchObject([{ subject: expect.stringContaining('a part of your order') }]);
    expect(first[0]?.text).toContain('Carrier: DPD, tracking number ONE');
    const last = await mailsOf(() => carryOn('otherVendor', id, 'shipped', parcel('TWO')));
    expect(last).toMatchObject([{ subject: expect.stringMatching(/your order \d+ is on its way/) }]);
    expect(last[0]?.text).toMatch(/ONE[\s\S]*TWO/);
    expect(await mailsOf(() => carryOn('vendor', id, 'delivered'))).toEqual([]);
    const arrived = await mailsOf(() => carryOn('otherVendor', id, 'delivered'));
    expect(arrived).toMatchObject([{ subject: expect.stringContaining('has arrived') }]);
  });

  test('of what is sold out: its vendor', async () => {
    const body = { name: 'Rare lantern', sku: 'RARE', unit_price: 1, stock: 2 };
    await house.as('vendor').products.create({ body });
    const mails = await mailsOf(() => place(['RARE']));
    const told = mails.find(({ subject }) => subject?.includes('sold out'));
    expect(told).toMatchObject({ recipient: vendor.email, text: expect.stringContaining('Rare lantern (RARE)') });
  });

  test('of a webhook that is called no more: the admins, and not once it is called again', async () => {
    const { runtime, storeId, people } = house;
    const endpoint = await house.as('admin').webhookEndpoints.create({
      body: { url: 'https://hooks.example.com/', event_types: ['order.placed'] },
    });
    const actor = { storeId, actorId: null, role: 'house' } as const;
    const disable = () =>
      runtime.database.transact(actor, async (connection) => {
        const change = {
          is_enabled: false,
          disabled_reason: 'failing',
          disabled_at: runtime.clock.now().toISOString(),
        };
        await connection.updateTable('webhook_endpoints').set(change).where('id', '=', endpoint.id).execute();
        const about = { subject_type: 'webhook_endpoint', subject_id: endpoint.id } as const;
        await appendEvents(connection, actor, runtime.clock.now(), [{ type: 'webhook_endpoint.disabled', ...about }]);
      });
    const [mail, ...others] = await mailsOf(disable);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ recipient: people.admin.email, text: expect.stringContaining(endpoint.url) });
    const later = await jobsOf(disable);
    await house.as('admin').webhookEndpoints.update({ params: { id: endpoint.id }, body: { is_enabled: true } });
    expect(await mailsOf(() => work(later))).toEqual([]);
  });

  test('a dismissed vendor is not', async () => {
    const dismiss = (is_active: boolean) =>
      house.as('admin').users.update({ params: { id: otherVendor.id }, body: { is_active } });
    await dismiss(false);
    onTestFinished(async () => {
      await dismiss(true);
      house.forgetTokens();
    });
    expect(await mailsOf(() => place(['THEIRS']))).toMatchObject([{ recipient: customer.email }]);
  });
});

describe('nobody is mailed', () => {
  test('of what happened before the store was opened here', async () => {
    house.runtime.clock.advance(-90 * 86_400);
    onTestFinished(() => house.runtime.clock.advance(90 * 86_400));
    expect(await jobsOf(() => place())).toEqual([]);
  });

  test('of what carries an order on inside the house', async () => {
    const { id } = await place();
    expect(kindsOf(await jobsOf(() => carryOn('vendor', id, 'processing')))).toEqual([]);
  });
});

/** Mail goes to a server of the test, whose answer is not waited for longer than this. */
async function overSmtp(options: SMTPServerOptions = {}, send_timeout_ms = 300) {
  const server = await openSmtpServer(options);
  const transport = { kind: 'smtp', host: '127.0.0.1', security: 'off', auth: null, connections_max: 5 } as const;
  const mailer = openSmtpMailer({ ...transport, port: server.port }, { send_timeout_ms });
  onTestFinished(() => mailer.close());
  const send = (job: NewJob, attempt = 1, runtime: Runtime = house.runtime) =>
    sendMail({ runtime, mailer, templates, from, address: 'https://shop.example' }, asJob(job, attempt));
  return { ...server, send };
}

describe('one event mails one recipient once', () => {
  test('a job that runs again sends nothing again', async () => {
    const server = await overSmtp();
    const job = await placedJob();
    for (let run = 0; run < 3; run += 1) await server.send(job);
    expect(server.taken).toMatchObject([{ from, to: [customer.email] }]);
    expect(await rowOf(job)).toMatchObject({ state: 'sent', attempts: 1, last_error: null });
  });

  test('a job that runs many times at once sends once', async () => {
    const server = await overSmtp({}, 5_000);
    const job = await placedJob();
    await Promise.all(Array.from({ length: 8 }, () => server.send(job)));
    expect(server.taken).toHaveLength(1);
    expect(await rowOf(job)).toMatchObject({ state: 'sent', attempts: 1 });
  });

  test('a crash after the sending sends the same Message-ID again', async () => {
    const { runtime: doomed } = await house.openAnother();
    const server = await overSmtp({
      onData: async (stream, _, done) => {
        const { messageId } = await simpleParser(Buffer.concat(await stream.toArray()));
        seen.push(messageId);
        // The process that sends loses its database at this moment, and records nothing.
        if (seen.length === 1) await doomed.database.close();
        done();
      },
    });
    const seen: (string | undefined)[] = [];
    const job = await placedJob();
    await expect(server.send(job, 1, doomed)).rejects.toThrow();
    expect(await rowOf(job)).toMatchObject({ state: 'sending', attempts: 1, sent_at: null });
    await server.send(job, 2);
    const row = await rowOf(job);
    expect(seen).toEqual([row?.message_id, row?.message_id]);
    expect(row).toMatchObject({ state: 'sent', attempts: 2, message_id: expect.stringMatching(/@shop\.example>$/) });
  });
});

describe('a server that does not take it', () => {
  test('is asked again; what it said is kept, and a late success is one', async () => {
    let refuses = true;
    const refusal = Object.assign(new Error('mailbox is full'), { responseCode: 452 });
    const server = await overSmtp({ onRcptTo: (_, __, done) => (refuses ? done(refusal) : done()) });
    const job = await placedJob();
    for (const [attempt, state] of [
      [1, 'sending'],
      [2, 'sending'],
      [3, 'failed'],
    ] as const) {
      await expect(server.send(job, attempt)).rejects.toThrow('452 mailbox is full');
      expect(await rowOf(job)).toMatchObject({
        state,
        attempts: attempt,
        last_error: expect.stringContaining('452 mailbox is full'),
        mail_subject: expect.stringContaining('your order'),
        sent_at: null,
      });
    }
    refuses = false;
    await server.send(job);
    expect(await rowOf(job)).toMatchObject({ state: 'sent', attempts: 4, sent_at: expect.any(String) });
  });

  test('that says nothing ends the attempt', async () => {
    const server = await overSmtp({ onData: (stream) => void stream.resume() });
    const job = await placedJob();
    await expect(server.send(job)).rejects.toThrow(/longer than 0.3 s|[Tt]imeout/);
    expect(await rowOf(job)).toMatchObject({ state: 'sending', attempts: 1 });
  });
});

describe('an admin', () => {
  test('sees what was mailed, and the mail itself', async () => {
    const { id } = await place(['OURS'], 'über 🫖');
    const jobs = await jobsOf(() => house.as('customer').orders.cancel({ params: { id }, body: {} }));
    await work(jobs);
    const query = { subject_id: id, recipient_id: customer.id, kind: 'order_cancelled', state: 'sent' };
    const { data } = await house.as('admin').notifications.list({ query: { ...query, count: true } });
    expect(data).toMatchObject([{ recipient_email: customer.email, subject_type: 'order', attempts: 1 }]);
    const notification = await house.as('admin').notifications.get({ params: { id: data[0]?.id ?? '' } });
    expect(notification).toMatchObject(data[0] ?? {});
    const read = await simpleParser(notification.mail?.source ?? '');
    expect(notification.mail).toMatchObject({ text: read.text, html: read.html });
    expect(notification.mail?.text).toContain('£6.78');
    expect(read.messageId).toBe(notification.message_id);
    const { data: none } = await house.as('admin').notifications.list({ query: { ...query, state: 'failed,sending' } });
    expect(none).toEqual([]);
  });

  test('sees no mail that was sent away, and none whose file is gone', async () => {
    const job = await placedJob();
    await work([job]);
    const { id = '', message_id = '' } = (await rowOf(job)) ?? {};
    const mail_url = { kind: 'ses', region: 'eu-west-1', endpoint: null } as const;
    const { app } = await house.openAnother({ mail_url });
    expect((await house.as('admin', app).notifications.get({ params: { id } })).mail).toBeNull();
    const [, name = ''] = /^<(.*)@/.exec(message_id) ?? [];
    rmSync(join(folder, `${name}.eml`));
    expect((await house.as('admin').notifications.get({ params: { id } })).mail).toBeNull();
  });

  test('pages through the list', async () => {
    const admin = house.as('admin');
    const whole = await admin.notifications.list({ query: { limit: 100, sort: 'created_at' } });
    const ids: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await admin.notifications.list({
        query: { limit: 3, sort: 'created_at', ...(cursor && { cursor }) },
      });
      ids.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor);
    expect(ids).toEqual(whole.data.map(({ id }) => id));
  });
});

test('what was sent long ago is forgotten, and nothing else', async () => {
  const { database, clock } = house.runtime;
  const list = async () => (await house.as('admin').notifications.list({ query: { limit: 100 } })).data;
  const before = await list();
  const unsent = before.filter(({ state }) => state !== 'sent').map(({ id }) => id);
  expect(unsent.length).toBeGreaterThan(0);
  const prune = (storeId: string, limit: number) =>
    database.transact({ storeId, actorId: null, role: 'house' }, (connection) =>
      pruneNotifications(connection, clock.now(), limit),
    );
  expect(await prune(house.otherStoreId, 100)).toBe(0);
  expect(await prune(house.storeId, 2)).toBe(2);
  expect(await prune(house.storeId, 100)).toBe(before.length - unsent.length - 2);
  expect((await list()).map(({ id }) => id)).toEqual(unsent);
});
