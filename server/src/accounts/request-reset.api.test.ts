import { describe, expect, test } from 'vitest';
import { ask, password } from '../../../tests/support/index.ts';
import {
  hour_seconds,
  newPassword,
  openPasswordResetHouse,
  opensNothing,
} from '../../../tests/support/password-reset-house.ts';
import { issueResetToken, pruneResets } from './index.ts';

const { house, jobsOf, mailsOfJobs, send, newAccount, forget, reset, logIn, me, linkIn, eventsOf, mailedToken } =
  await openPasswordResetHouse();
const { clock } = house.runtime;

describe('asking for a link', () => {
  test('is answered alike, and mails nobody, where there is no such account or it is deactivated', async () => {
    const account = await newAccount();
    await house.as('admin').users.update({ params: { id: account.id }, body: { is_active: false } });
    const there = await newAccount();
    const told = async (email: string) => {
      const { status, text, headers } = await forget(email);
      return { status, text, headers: { ...headers, 'x-request-id': '', date: '' } };
    };
    const known = await told(there.email);
    expect(known).toMatchObject({ status: 204, text: '' });
    for (const email of ['nobody@main.test', account.email, house.people.strangeCustomer.email]) {
      const jobs = await jobsOf(async () => expect(await told(email)).toEqual(known));
      expect(jobs, email).toEqual([]);
    }
    expect(await eventsOf(account)).toEqual([]);
  });

  test('takes as long where there is no such account', async () => {
    const { email } = await newAccount();
    const took = async (to: string) => {
      const times: number[] = [];
      for (let round = 0; round < 12; round += 1) {
        const from = performance.now();
        await forget(to);
        times.push(performance.now() - from);
        // So that the account is mailed each time.
        clock.advance(hour_seconds);
      }
      // The shortest: what else the machine does can only add.
      return Math.min(...times);
    };
    await took('nobody@main.test');
    const ratio = (await took('nobody@main.test')) / (await took(email));
    expect(ratio).toBeGreaterThan(0.3);
    expect(ratio).toBeLessThan(3);
    house.forgetTokens();
  });

  test('mails an account three times an hour, also where many ask at once', async () => {
    const account = await newAccount();
    const five = () => Promise.all(Array.from({ length: 5 }, () => forget(account.email)));
    expect(await jobsOf(five)).toHaveLength(3);
    expect(await jobsOf(five)).toEqual([]);
    clock.advance(hour_seconds + 1);
    house.forgetTokens();
    expect(await jobsOf(five)).toHaveLength(3);
    // Somebody else is mailed all the same.
    const other = await newAccount();
    expect(await jobsOf(() => forget(other.email))).toHaveLength(1);
  });

  test('is held to few tries by address and by account', async () => {
    const { app } = await house.openAnother({ login_rate_limit_per_minute: 2, trust_proxy: true });
    const from = (address: string, email: string) => forget(email, { 'x-forwarded-for': address }, app);
    const statuses = async (asked: readonly (readonly [string, string])[]) => {
      const answers = [];
      for (const [address, email] of asked) answers.push((await from(address, email)).status);
      return answers;
    };
    const one = 'one@main.test';
    expect(
      await statuses([
        ['1.1.1.1', one],
        ['1.1.1.2', one],
        ['1.1.1.3', one],
      ]),
    ).toEqual([204, 204, 429]);
    const many = ['2@main.test', '3@main.test', '4@main.test'].map((email) => ['1.1.2.1', email] as const);
    expect(await statuses(many)).toEqual([204, 204, 429]);
  });
});

describe('of two stores with the same address', () => {
  test('each mails and changes its own account', async () => {
    const here = await newAccount();
    const there = await send(
      '/auth/register',
      { email: here.email, password, full_name: 'Name Sake' },
      { 'x-store': 'elsewhere' },
    );
    expect(there.status).toBe(201);
    const elsewhere = { 'x-store': 'elsewhere' };
    const token = await mailedToken(here, elsewhere);
    // The link names its store by itself: a browser that opens it does not.
    expect((await reset(token)).status).toBe(204);
    expect(await me(here.token)).toBe(200);
    expect(await logIn(here.email, password)).toBe(200);
    expect(await logIn(here.email, newPassword)).toBe(401);
    expect(await logIn(here.email, newPassword, elsewhere)).toBe(200);
    expect(await me(there.body.access_token)).toBe(401);
  });
});

describe('the mail', () => {
  test('that is tried again has a link that is as good; once it is sent nothing more is', async () => {
    const account = await newAccount();
    // As an attempt does that ends before its mail is recorded as sent.
    const [job] = await jobsOf(() => forget(account.email));
    if (!job) throw new Error('nothing is to be mailed');
    const lost = await issueResetToken(house.runtime, house.storeId, account.id);
    const [mail] = await mailsOfJobs([job]);
    expect(await mailsOfJobs([job])).toEqual([]);
    const token = linkIn(mail?.text);
    expect(token).not.toBe(lost?.token);
    expect((await reset(lost?.token ?? '')).status).toBe(204);
    expect(await reset(token)).toMatchObject(opensNothing);
  });

  test('is not sent any more when there is nothing to open: it was used, or an hour has passed', async () => {
    for (const meanwhile of [
      async ({ id }: { id: string }) => {
        const issued = await issueResetToken(house.runtime, house.storeId, id);
        expect((await reset(issued?.token ?? '')).status).toBe(204);
      },
      async () => clock.advance(hour_seconds + 1),
    ]) {
      const account = await newAccount();
      const jobs = await jobsOf(() => forget(account.email));
      expect(jobs).toHaveLength(1);
      await meanwhile(account);
      house.forgetTokens();
      expect(await mailsOfJobs(jobs)).toEqual([]);
    }
  });

  test('is the only place of its link: admins see that it was sent, and no table holds it', async () => {
    const account = await newAccount();
    const token = await mailedToken(account);
    const { notifications, events } = house.as('admin');
    const { data } = await notifications.list({ query: { recipient_id: account.id } });
    expect(data).toMatchObject([{ kind: 'password_reset', state: 'sent', recipient_email: account.email }]);
    expect((await notifications.get({ params: { id: data[0]?.id ?? '' } })).mail).toBeNull();
    const told = await events.list({ query: { subject_id: account.id } });
    expect(JSON.stringify(told)).not.toContain(token);
    const rows = await ask<{ row: string }>(
      house.databaseUrl,
      `SELECT r::text AS row FROM password_resets r WHERE user_id = $1
        UNION ALL SELECT n::text FROM notifications n WHERE recipient_id = $1`,
      [account.id],
    );
    expect(rows).toHaveLength(2);
    for (const { row } of rows) expect(row).not.toContain(token.slice(-40));
  });
});

test('what has run out is forgotten', async () => {
  const account = await newAccount();
  await forget(account.email);
  const count = () =>
    ask(house.databaseUrl, 'SELECT FROM password_resets WHERE user_id = $1', [account.id]).then((rows) => rows.length);
  const prune = (before: Date) =>
    house.runtime.database.transact({ storeId: house.storeId, actorId: null, role: 'house' }, (connection) =>
      pruneResets(connection, before, 1_000),
    );
  await prune(clock.now());
  expect(await count()).toBe(1);
  clock.advance(hour_seconds + 1);
  house.forgetTokens();
  expect(await prune(clock.now())).toBeGreaterThan(0);
  expect(await count()).toBe(0);
});
