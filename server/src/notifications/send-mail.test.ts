import { simpleParser } from 'mailparser';
import type { SMTPServerOptions } from 'smtp-server';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openMailHouse } from '../../../tests/support/mail-house.ts';
import { openSmtpServer } from '../../../tests/support/smtp-server.ts';
import { openSmtpMailer } from '../platform/mail/smtp-mailer.ts';
import { wordsOf } from '../platform/queue/attempt-job.ts';
import type { NewJob } from '../platform/queue/job-queue.ts';
import type { Runtime } from '../platform/runtime.ts';
import { sendMail } from './send-mail.ts';
import { pruneNotifications } from './statements.ts';
import { loadTemplates } from './templates.ts';

const { house, from, asJob, placedJob, rowOf } = await openMailHouse();
const { customer, vendor } = house.people;
const templates = await loadTemplates(null);

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

/** As if time had gone by, or a process held it. */
const holdUntil = (job: NewJob, claimed_until: string) =>
  house.runtime.database.transact({ storeId: house.storeId, actorId: null, role: 'house' }, (connection) =>
    connection
      .updateTable('notifications')
      .set({ claimed_until })
      .where('event_id', '=', Number(job.payload.event_id))
      .execute(),
  );

describe('while another process is at it', () => {
  test('it is waited for as long as that one can be alive, and then the job is tried again later', async () => {
    let refuses = true;
    const server = await overSmtp({ onRcptTo: (_, __, done) => done(refuses ? new Error('later') : null) });
    const job = await placedJob();
    await expect(server.send(job)).rejects.toThrow();
    await holdUntil(job, 'infinity');
    await expect(server.send(job, 2)).rejects.toThrow('others were at this mail all the time');
    expect(await rowOf(job)).toMatchObject({ state: 'sending', attempts: 1 });
    await holdUntil(job, '-infinity');
    refuses = false;
    await server.send(job, 3);
    expect(await rowOf(job)).toMatchObject({ state: 'sent', attempts: 2 });
  });

  test('one that was given up for dead does not end the attempt of the one who took over', async () => {
    const answers: ((refusal: Error) => void)[] = [];
    const server = await overSmtp({ onRcptTo: (_, __, done) => void answers.push(done) }, 5_000);
    const job = await placedJob();
    const slow = server.send(job, 3);
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    await holdUntil(job, '-infinity');
    const second = server.send(job, 1);
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    answers[0]?.(new Error('too late'));
    await expect(slow).rejects.toThrow('too late');
    expect(await rowOf(job)).toMatchObject({ state: 'sending', attempts: 2, last_error: null });
    const third = server.send(job, 1);
    answers[1]?.(new Error('no'));
    await expect(second).rejects.toThrow('no');
    await vi.waitFor(() => expect(answers).toHaveLength(3));
    answers[2]?.(new Error('no'));
    await expect(third).rejects.toThrow('no');
  });
});

test('what was tried, and has nobody to be told to any more, is not left as being sent', async () => {
  const server = await overSmtp({ onRcptTo: (_, __, done) => done(new Error('later')) });
  const job = await placedJob('order_received');
  await expect(server.send(job)).rejects.toThrow('later');
  const become = (is_active: boolean) =>
    house.as('admin').users.update({ params: { id: vendor.id }, body: { is_active } });
  await become(false);
  onTestFinished(async () => {
    await become(true);
    house.forgetTokens();
  });
  await server.send(job, 2);
  expect(await rowOf(job)).toMatchObject({ state: 'failed', last_error: expect.stringContaining('nobody to tell') });
});

describe('a server that does not take it', () => {
  test('is asked again; what it said is kept, and a late success is one', async () => {
    let refuses = true;
    const refusal = Object.assign(new Error('mailbox is full'), { responseCode: 452 });
    const server = await overSmtp({ onRcptTo: (_, __, done) => (refuses ? done(refusal) : done()) });
    const job = await placedJob();
    const told = 'the SMTP server answered RCPT TO with 452 mailbox is full';
    for (const [attempt, state] of [
      [1, 'sending'],
      [2, 'sending'],
      [3, 'failed'],
    ] as const) {
      const refused = server.send(job, attempt);
      await expect(refused).rejects.toThrow(told);
      // The words that the queue keeps of a job that has failed.
      expect(wordsOf(await refused.catch((error) => error))).toContain(`Error: ${told}`);
      expect(await rowOf(job)).toMatchObject({
        state,
        attempts: attempt,
        last_error: told,
        mail_subject: expect.stringContaining('your order'),
        sent_at: null,
      });
    }
    refuses = false;
    // As an admin puts it back: its attempts begin anew, its notification and Message-ID go on.
    const { message_id } = (await rowOf(job)) ?? {};
    await server.send(job);
    expect(await rowOf(job)).toMatchObject({ state: 'sent', attempts: 4, sent_at: expect.any(String), message_id });
  });

  test('for good fails its job with what it said; an admin who puts that back has it sent once', async () => {
    let refusal: Error | null = Object.assign(new Error('no such user'), { responseCode: 550 });
    const server = await overSmtp({ onRcptTo: (_, __, done) => done(refusal) }, 5_000);
    const job = await placedJob();
    const admin = house.as('admin');
    const failed = async () => (await admin.jobs.list({ query: { task: 'mail.send' } })).data;
    const working = await house.queue.work({ 'mail.send': (one) => server.send(one, one.attempt) }, { concurrency: 2 });
    onTestFinished(() => working.stop());
    await house.runtime.database.transactAsSystem((connection) => house.queue.enqueue(connection, [job]));
    await vi.waitFor(async () => expect(await failed()).toHaveLength(1), { timeout: 15_000, interval: 100 });
    const said = 'the SMTP server answered RCPT TO with 550 no such user';
    const [{ id = '', last_error = '' } = {}] = await failed();
    expect(last_error).toContain(`Error: ${said}`);
    expect(await rowOf(job)).toMatchObject({ state: 'failed', attempts: 3, last_error: said });
    refusal = null;
    await admin.jobs.retry({ params: { id } });
    await vi.waitFor(async () => expect(await rowOf(job)).toMatchObject({ state: 'sent', attempts: 4 }), 15_000);
    expect(server.taken).toHaveLength(1);
    expect(await failed()).toEqual([]);
  });

  test('that says nothing ends the attempt', async () => {
    const server = await overSmtp({ onData: (stream) => void stream.resume() });
    const job = await placedJob();
    await expect(server.send(job)).rejects.toThrow(/longer than 0.3 s|[Tt]imeout/);
    expect(await rowOf(job)).toMatchObject({ state: 'sending', attempts: 1 });
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
