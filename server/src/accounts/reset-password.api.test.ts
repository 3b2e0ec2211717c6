import { describe, expect, test } from 'vitest';
import { ask, password } from '../../../tests/support/index.ts';
import {
  hour_seconds,
  newPassword,
  openPasswordResetHouse,
  opensNothing,
} from '../../../tests/support/password-reset-house.ts';
import { newResetToken } from './reset-token.ts';

const { house, mailsOf, newAccount, forget, reset, logIn, me, linkIn, eventsOf, mailedToken } =
  await openPasswordResetHouse();
const { clock } = house.runtime;

describe('somebody who forgot the password', () => {
  test('is mailed a link, sets another one by it, and signs in', async () => {
    const account = await newAccount();
    const other = await house.openAnother();
    expect(await me(account.token, other.app)).toBe(200);
    const [mail, ...more] = await mailsOf(() => forget(account.email.toUpperCase()));
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ recipient: account.email, subject: 'main: set a new password' });
    expect(mail?.text).toMatch(/Hello For Getful,[\s\S]*good for one use, until .* (GMT|BST)\./);
    expect(mail?.html).toMatch(/<a href="https:\/\/shop\.example\/reset-password#token&#x3D;[\w-]+">/);
    const token = linkIn(mail?.text);
    const told = await mailsOf(async () => expect(await reset(token)).toMatchObject({ status: 204, text: '' }));
    expect(told).toMatchObject([{ recipient: account.email, subject: 'main: your password was changed' }]);
    expect(told[0]?.text).toContain('signed out everywhere');
    expect(told[0]?.html).toContain('signed out everywhere');
    expect(await me(account.token)).toBe(401);
    await expect.poll(() => me(account.token, other.app)).toBe(401);
    expect(await logIn(account.email, password)).toBe(401);
    expect(await logIn(account.email, newPassword)).toBe(200);
    expect(await eventsOf(account)).toMatchObject([
      { type: 'user.password_reset_requested', actor_id: null, data: {} },
      { type: 'user.password_reset', actor_id: account.id, data: {} },
    ]);
  });

  test('uses a link once', async () => {
    const account = await newAccount();
    const token = await mailedToken(account);
    expect((await reset(token)).status).toBe(204);
    expect(await reset(token, 'Snowy-day-3')).toMatchObject(opensNothing);
    expect(await logIn(account.email, newPassword)).toBe(200);
  });

  test('uses it once also where two do so at the same time', async () => {
    const account = await newAccount();
    const token = await mailedToken(account);
    const secrets = ['Rainy-day-2', 'Snowy-day-3', 'Windy-day-4'];
    const answers = await Promise.all(secrets.map((secret) => reset(token, secret)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 403, 403]);
    const won = answers.findIndex(({ status }) => status === 204);
    const logins = await Promise.all(secrets.map((secret) => logIn(account.email, secret)));
    expect(logins).toEqual(secrets.map((_, place) => (place === won ? 200 : 401)));
    expect(await eventsOf(account)).toHaveLength(2);
  });

  test('may use any of the links, and the others open nothing afterwards', async () => {
    const account = await newAccount();
    const tokens = [await mailedToken(account), await mailedToken(account)];
    expect(new Set(tokens).size).toBe(2);
    expect((await reset(tokens[0] ?? '')).status).toBe(204);
    expect(await reset(tokens[1] ?? '')).toMatchObject(opensNothing);
    // Asked for again it goes on.
    expect((await reset(await mailedToken(account), 'Snowy-day-3')).status).toBe(204);
  });

  test('has an hour', async () => {
    const [early, late] = [await newAccount(), await newAccount()];
    const tokens = [await mailedToken(early), await mailedToken(late)];
    clock.advance(hour_seconds - 1);
    expect((await reset(tokens[0] ?? '')).status).toBe(204);
    clock.advance(2);
    expect(await reset(tokens[1] ?? '')).toMatchObject(opensNothing);
    house.forgetTokens();
  });

  test('is told that a password is too weak, and tries again with the same link', async () => {
    const account = await newAccount();
    const token = await mailedToken(account);
    expect(await reset(token, 'weak')).toMatchObject({
      status: 422,
      body: { code: 'weak_password', errors: [{ pointer: '/password' }] },
    });
    expect(await logIn(account.email, password)).toBe(200);
    expect((await reset(token)).status).toBe(204);
  });

  test('comes in although the account was locked by whoever guessed', async () => {
    const account = await newAccount();
    for (let failure = 0; failure < 10; failure += 1) await logIn(account.email, 'Wrong-pass-1');
    expect(await logIn(account.email, password)).toBe(401);
    expect((await reset(await mailedToken(account))).status).toBe(204);
    expect(await logIn(account.email, newPassword)).toBe(200);
  });
});

describe('a link opens nothing', () => {
  test('that was never mailed', async () => {
    const account = await newAccount();
    const token = await mailedToken(account);
    const rows = await ask<{ id: string }>(house.databaseUrl, 'SELECT id FROM password_resets WHERE user_id = $1', [
      account.id,
    ]);
    const { storeId, otherStoreId } = house;
    const id = rows[0]?.id ?? '';
    const nowhere = '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b';
    const made = [
      newResetToken({ storeId, id }),
      newResetToken({ storeId: otherStoreId, id }),
      newResetToken({ storeId: nowhere, id }),
      newResetToken({ storeId, id: nowhere }),
      `ohp_${Buffer.alloc(64).toString('base64url')}`,
      token.slice(0, -1),
      `${token}A`,
      token.replace('ohp_', 'ohr_'),
      'ohp_',
      ' ',
    ];
    for (const one of made) expect(await reset(one), one).toMatchObject(opensNothing);
    expect((await reset(token)).status).toBe(204);
  });

  test('once the password was changed otherwise', async () => {
    const account = await newAccount();
    const token = await mailedToken(account);
    const headers = { authorization: `Bearer ${account.token}` };
    const change = (body: object) => house.request({ method: 'PATCH', url: '/api/v1/auth/me', headers, body });
    // What is no password leaves it good.
    await change({ phone: '+44 20 7946 0000' });
    const weak = await reset(token, 'weak');
    expect(weak.body.code).toBe('weak_password');
    expect((await change({ password: 'Snowy-day-3', current_password: password })).status).toBe(200);
    expect(await reset(token)).toMatchObject(opensNothing);
    expect(await logIn(account.email, 'Snowy-day-3')).toBe(200);
    expect(await me(account.token)).toBe(200);
  });

  test('of an account that is deactivated', async () => {
    const account = await newAccount();
    const token = await mailedToken(account);
    const setActive = (is_active: boolean) =>
      house.as('admin').users.update({ params: { id: account.id }, body: { is_active } });
    await setActive(false);
    expect(await reset(token)).toMatchObject(opensNothing);
    await setActive(true);
    expect(await reset(token), 'a link from before').toMatchObject(opensNothing);
  });
});
