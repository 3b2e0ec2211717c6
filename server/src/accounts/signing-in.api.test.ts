import { describe, expect, test } from 'vitest';
import { openAccountHouse } from '../../../tests/support/account-house.ts';
import { password, type TestAnswer } from '../../../tests/support/index.ts';

const { house, people, visitor, newcomer, register, send, bearer, me, refresh } = await openAccountHouse();

describe('registering', () => {
  test('opens a customer’s account and signs it in', async () => {
    const session = await register({ username: 'newcomer', phone: '+44 20 7946 0000' });
    expect(session).toMatchObject({
      token_type: 'bearer',
      expires_in: 900,
      user: { role: 'customer', is_active: true, is_verified: false, username: 'newcomer' },
    });
    expect(await me(session.access_token)).toMatchObject({
      status: 200,
      body: session.user,
      headers: { etag: expect.stringMatching(/^"1-/) },
    });
  });

  test('takes an address and a username once in a store, case ignored; another store has its own', async () => {
    const body = { ...newcomer(), username: 'Twice' };
    await visitor.auth.register({ body });
    await expect(
      visitor.auth.register({ body: { ...body, username: 'other', email: body.email.toUpperCase() } }),
    ).rejects.toMatchObject({ status: 409, code: 'email_taken', errors: [{ pointer: '/email' }] });
    await expect(register({ username: 'tWICE' })).rejects.toMatchObject({ status: 409, code: 'username_taken' });
    expect(await send('POST', '/auth/register', body, { 'x-store': 'elsewhere' })).toMatchObject({ status: 201 });
  });

  test.each([
    ['short-1', '8 characters'],
    ['alllower-1', 'upper-case'],
    ['ALLUPPER-1', 'lower-case'],
    ['No-digits-here', 'digit'],
    ['NoSpecial1', 'special'],
  ])('refuses the password %s', async (weak, why) => {
    const attempt = register({ password: weak });
    await expect(attempt).rejects.toMatchObject({
      status: 422,
      code: 'weak_password',
      errors: [{ pointer: '/password', detail: expect.stringContaining(why) }],
    });
  });

  test('asks of a password what the store says', async () => {
    await house.as('admin').store.update({ body: { password_length_min: 12, password_needs_all_kinds: false } });
    await expect(register()).rejects.toMatchObject({ code: 'weak_password' });
    expect(await register({ password: 'correct horse battery' })).toMatchObject({ token_type: 'bearer' });
    await house.as('admin').store.update({ body: { password_length_min: 8, password_needs_all_kinds: true } });
  });

  test('gives no other role, and can be closed', async () => {
    expect(await send('POST', '/auth/register', { ...newcomer(), role: 'admin' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/role' }] },
    });
    await house.as('admin').store.update({ body: { open_registration: false } });
    await expect(register()).rejects.toMatchObject({ status: 403, code: 'registration_closed' });
    await house.as('admin').store.update({ body: { open_registration: true } });
  });

  test('needs a store that exists', async () => {
    expect(await send('POST', '/auth/register', newcomer(), { 'x-store': 'nowhere' })).toMatchObject({
      status: 404,
      body: { code: 'store_not_found' },
    });
  });
});

describe('signing in', () => {
  test('by e-mail address or username, case ignored', async () => {
    for (const body of [
      { email: people.customer.email.toUpperCase() },
      { username: people.customer.username.toUpperCase() },
    ]) {
      expect(await send('POST', '/auth/login', { ...body, password })).toMatchObject({
        status: 200,
        body: { user: { id: people.customer.id } },
      });
    }
    expect(await send('POST', '/auth/login', { password })).toMatchObject({ status: 422 });
  });

  test('answers alike for a wrong password, nobody, another store’s account and a deactivated one', async () => {
    const { user } = await register();
    await house.as('admin').users.update({ params: { id: user.id }, body: { is_active: false } });
    const attempts = [
      { email: people.customer.email, password: 'Wrong-pass-1' },
      { email: 'nobody@main.test', password },
      { email: people.strangeCustomer.email, password },
      { email: user.email, password: 'Sunny-day-1' },
    ];
    const answers = await Promise.all(attempts.map((body) => send('POST', '/auth/login', body)));
    const told = ({ status, body }: TestAnswer) => ({ status, body: { ...body, request_id: '' } });
    expect(new Set(answers.map((answer) => JSON.stringify(told(answer)))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
  });

  test('is locked for 15 minutes after ten failures in a row', async () => {
    const { user } = await register();
    const attempt = (secret: string) => send('POST', '/auth/login', { email: user.email, password: secret });
    for (let failure = 0; failure < 10; failure += 1) await attempt('Wrong-pass-1');
    expect((await attempt('Sunny-day-1')).status).toBe(401);
    house.runtime.clock.advance(15 * 60 + 1);
    house.forgetTokens();
    expect((await attempt('Sunny-day-1')).status).toBe(200);
  });

  test('a success forgets the failures before it', async () => {
    const { user } = await register();
    const attempt = (secret: string) => send('POST', '/auth/login', { email: user.email, password: secret });
    for (let round = 0; round < 2; round += 1) {
      for (let failure = 0; failure < 9; failure += 1) await attempt('Wrong-pass-1');
      expect((await attempt('Sunny-day-1')).status).toBe(200);
    }
  });
});

describe('signing out', () => {
  test('ends the session at once, on every process', async () => {
    const { app: other } = await house.openAnother();
    const { access_token, refresh_token } = await register();
    expect((await me(access_token, other)).status).toBe(200);
    expect((await send('POST', '/auth/logout', {}, bearer(access_token))).status).toBe(204);
    expect((await me(access_token)).status).toBe(401);
    await expect.poll(async () => (await me(access_token, other)).status, { interval: 10, timeout: 3_000 }).toBe(401);
    expect((await refresh(refresh_token)).status).toBe(401);
    expect((await send('POST', '/auth/logout', {}, bearer(access_token))).status).toBe(204);
  });

  test('with the refresh token alone, and is known to a process that starts afterwards', async () => {
    const { access_token, refresh_token } = await register();
    expect((await send('POST', '/auth/logout', { refresh_token })).status).toBe(204);
    const { app: later } = await house.openAnother();
    expect((await me(access_token, later)).status).toBe(401);
  });
});

describe('a browser', () => {
  const cookiesOf = (answer: TestAnswer) => [answer.headers['set-cookie']].flat().map(String);
  const asHeader = (cookies: string[]) => ({ cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') });
  const signIn = (headers: Record<string, string> = {}) =>
    send('POST', '/auth/login', { email: people.customer.email, password, transport: 'cookie' }, headers);

  test('keeps its session in cookies that no script reads', async () => {
    const answer = await signIn({ 'sec-fetch-site': 'same-origin' });
    expect(answer.body.access_token).toBeUndefined();
    expect(answer.body.refresh_token).toBeUndefined();
    const [access = '', renewal = ''] = cookiesOf(answer);
    expect(access).toMatch(/HttpOnly; SameSite=Lax/);
    expect(renewal).toMatch(/Path=\/api\/v1\/auth; HttpOnly/);
    const cookies = asHeader([access, renewal]);
    expect((await send('GET', '/auth/me', undefined, cookies)).body.id).toBe(people.customer.id);
    const renewed = await send('POST', '/auth/refresh', {}, { ...cookies, 'sec-fetch-site': 'same-origin' });
    expect(renewed.status).toBe(200);
    expect(cookiesOf(renewed)).toHaveLength(2);
    const out = await send(
      'POST',
      '/auth/logout',
      {},
      { ...asHeader(cookiesOf(renewed)), origin: 'http://house.test' },
    );
    expect(out.status).toBe(204);
    expect((await send('GET', '/auth/me', undefined, asHeader(cookiesOf(renewed)))).status).toBe(401);
  });

  test('marks them Secure where the address is https', async () => {
    const { app } = await house.openAnother({ public_url: 'https://house.test' });
    const answer = await send(
      'POST',
      '/auth/login',
      { email: people.customer.email, password, transport: 'cookie' },
      {},
      app,
    );
    expect(cookiesOf(answer).every((cookie) => cookie.includes('; Secure'))).toBe(true);
  });

  test('is refused what another site sends with them', async () => {
    const cookies = asHeader(cookiesOf(await signIn()));
    const patch = (headers: Record<string, string>) =>
      send('PATCH', '/auth/me', { phone: null }, { ...cookies, ...headers });
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' },
      { origin: 'https://evil.test' },
      { origin: 'null' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of foreign) {
      expect(await patch(headers), JSON.stringify(headers)).toMatchObject({
        status: 403,
        body: { code: 'cross_site_request' },
      });
    }
    expect((await patch({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await patch({ origin: 'http://house.test' })).status).toBe(200);
    expect((await signIn({ origin: 'https://evil.test' })).status).toBe(403);
    const { app } = await house.openAnother({ cors_origins: ['https://shop.test'] });
    expect(
      (await send('PATCH', '/auth/me', { phone: null }, { ...cookies, origin: 'https://shop.test' }, app)).status,
    ).toBe(200);
  });
});
