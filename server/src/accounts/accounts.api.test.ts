import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, jwtVerify, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { openTestHouse, password, type TestAnswer } from '../../../tests/support/index.ts';

const house = await openTestHouse();
const { people } = house;
const visitor = house.as(null);
let registered = 0;

const newcomer = () => {
  registered += 1;
  return { email: `Newcomer${registered}@Example.com`, password: 'Sunny-day-1', full_name: 'New Comer' };
};
const register = (more: object = {}) => visitor.auth.register({ body: { ...newcomer(), ...more } });
const send = (
  method: 'GET' | 'POST' | 'PATCH',
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
  app = house.app,
) => house.request({ method, url: `/api/v1${url}`, headers, app, ...(body !== undefined && { body }) });
const bearer = (token: string | undefined) => ({ authorization: `Bearer ${token}` });
const me = (token: string | undefined, app = house.app) => send('GET', '/auth/me', undefined, bearer(token), app);
const refresh = (refresh_token: string | undefined) => send('POST', '/auth/refresh', { refresh_token });

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

describe('an access token', () => {
  test('is verified by anybody with our public keys', async () => {
    const { access_token, user } = await register();
    const keys = await house.request({ method: 'GET', url: '/.well-known/jwks.json' });
    const { payload, protectedHeader } = await jwtVerify(access_token ?? '', createLocalJWKSet(keys.body), {
      audience: 'orderhouse',
      issuer: 'http://house.test',
    });
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
    expect(payload).toMatchObject({ sub: user.id, store: house.storeId, role: 'customer', sid: expect.any(String) });
    // What RFC 9068 asks of every access token besides.
    expect(payload).toMatchObject({ jti: expect.any(String), client_id: 'orderhouse', iat: expect.any(Number) });
    expect(JSON.stringify(keys.body)).not.toMatch(/"(d|p|q)":/);
  });

  test('that is tampered with, foreign, unsigned or no token is refused', async () => {
    const { access_token = '' } = await register();
    const [head = '', body = '', signature = ''] = access_token.split('.');
    const claims = decodeJwt(access_token);
    const header = JSON.parse(Buffer.from(head, 'base64url').toString());
    const asAdmin = Buffer.from(JSON.stringify({ ...claims, role: 'admin' })).toString('base64url');
    const none = Buffer.from(JSON.stringify({ ...header, alg: 'none' })).toString('base64url');
    const strangers = createPrivateKey(
      generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
    );
    const foreign = await new SignJWT(claims).setProtectedHeader(header).sign(strangers);
    for (const token of [
      `${head}.${asAdmin}.${signature}`,
      `${none}.${body}.`,
      `${none}.${asAdmin}.${signature}`,
      foreign,
      `${access_token}x`,
      'nonsense',
      '',
    ]) {
      expect(await me(token), token).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    }
  });

  test('is written in one way only', async () => {
    const { access_token = '' } = await register();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // The same bytes: the last character of a signature of 2048 bits means two of its six.
    const twin = `${access_token.slice(0, -1)}${alphabet[alphabet.indexOf(access_token.at(-1) ?? '') + 1]}`;
    const signatureOf = (token: string) => Buffer.from(token.split('.')[2] ?? '', 'base64url');
    expect(signatureOf(twin).equals(signatureOf(access_token))).toBe(true);
    expect((await me(access_token)).status).toBe(200);
    expect((await me(twin)).body.code).toBe('invalid_token');
    for (const written of [`${access_token}!!!`, `${access_token}==`, `${access_token}%20`]) {
      const answer = await send('GET', '/auth/me', undefined, { cookie: `orderhouse_access=${written}` });
      expect(answer, written).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    }
  });

  test('runs out after 15 minutes, also when it was seen before', async () => {
    const { access_token } = await register();
    expect((await me(access_token)).status).toBe(200);
    house.runtime.clock.advance(901);
    house.forgetTokens();
    expect((await me(access_token)).status).toBe(401);
  });

  test('names its store, whatever X-Store says', async () => {
    const { access_token, user } = await register();
    const answer = await send('GET', '/auth/me', undefined, { ...bearer(access_token), 'x-store': 'elsewhere' });
    expect(answer.body.id).toBe(user.id);
  });
});

describe('a refresh token', () => {
  test('is traded for the next pair, once; used again it ends the session', async () => {
    const first = await register();
    const second = await refresh(first.refresh_token);
    expect(second).toMatchObject({ status: 200, body: { user: first.user } });
    expect(second.body.refresh_token).not.toBe(first.refresh_token);
    const third = await refresh(second.body.refresh_token);
    expect((await me(third.body.access_token)).status).toBe(200);
    expect(await refresh(first.refresh_token)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    expect((await me(third.body.access_token)).status).toBe(401);
    expect((await refresh(third.body.refresh_token)).status).toBe(401);
  });

  test('sent twice at once is traded once at most', async () => {
    const { refresh_token } = await register();
    const answers = await Promise.all([refresh(refresh_token), refresh(refresh_token), refresh(refresh_token)]);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  });

  test('needs no good access token beside it, and runs out after 30 days', async () => {
    const { refresh_token } = await register();
    expect((await send('POST', '/auth/refresh', { refresh_token }, bearer('a.b.c'))).status).toBe(200);
    const late = await register();
    house.runtime.clock.advance(31 * 86_400);
    house.forgetTokens();
    expect((await refresh(late.refresh_token)).status).toBe(401);
  });

  test('that is none of ours is refused', async () => {
    for (const token of ['', 'ohr_abc', 'nonsense', `ohr_${Buffer.alloc(48).toString('base64url')}`])
      expect((await refresh(token)).status).toBe(401);
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

describe('my profile', () => {
  test('is mine to change, with If-Match', async () => {
    const { access_token, user } = await register();
    const patch = (body: object, more: Record<string, string> = {}) =>
      send('PATCH', '/auth/me', body, { ...bearer(access_token), ...more });
    const address = { name: 'New Comer', line1: '1 High St', city: 'Leeds', postal_code: 'LS1 1AA', country: 'GB' };
    expect(await patch({ full_name: 'Renamed', address, phone: '+44 1' })).toMatchObject({
      status: 200,
      body: { full_name: 'Renamed', address, phone: '+44 1', version: 2 },
      headers: { etag: expect.stringMatching(/^"2-/) },
    });
    expect(await patch({ phone: null }, { 'if-match': '"1"' })).toMatchObject({
      status: 412,
      body: { code: 'precondition_failed' },
    });
    expect(await patch({ phone: null }, { 'if-match': '"2"' })).toMatchObject({
      status: 200,
      body: { phone: null, address },
    });
    expect(await patch({ role: 'admin' })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/role' }] } });
    expect(await patch({ username: people.vendor.username })).toMatchObject({
      status: 409,
      body: { code: 'username_taken' },
    });
    expect(user.role).toBe('customer');
    expect((await send('GET', '/auth/me')).body.code).toBe('unauthenticated');
  });

  test('a new password needs the current one and ends the other sessions', async () => {
    const here = await register();
    const there = (await send('POST', '/auth/login', { email: here.user.email, password: 'Sunny-day-1' })).body;
    const patch = (body: object) => send('PATCH', '/auth/me', body, bearer(here.access_token));
    expect(await patch({ password: 'Rainy-day-2' })).toMatchObject({
      status: 401,
      body: { code: 'invalid_credentials', errors: [{ pointer: '/current_password' }] },
    });
    expect(await patch({ password: 'weak', current_password: 'Sunny-day-1' })).toMatchObject({
      status: 422,
      body: { code: 'weak_password' },
    });
    expect((await patch({ password: 'Rainy-day-2', current_password: 'Sunny-day-1' })).status).toBe(200);
    expect([(await me(here.access_token)).status, (await me(there.access_token)).status]).toEqual([200, 401]);
    expect((await send('POST', '/auth/login', { email: here.user.email, password: 'Sunny-day-1' })).status).toBe(401);
    expect((await send('POST', '/auth/login', { email: here.user.email, password: 'Rainy-day-2' })).status).toBe(200);
  });
});

describe('users', () => {
  const admin = house.as('admin');

  test('are opened by admins, of any role, once for a key', async () => {
    const body = { ...newcomer(), role: 'vendor' as const };
    const made = await admin.users.create({ body, idempotencyKey: 'u-1' });
    expect(made).toMatchObject({ role: 'vendor', email: body.email });
    expect(await admin.users.create({ body, idempotencyKey: 'u-1' })).toEqual(made);
    expect(await admin.users.get({ params: { id: made.id } })).toEqual(made);
    await expect(admin.users.create({ body })).rejects.toMatchObject({ code: 'email_taken' });
    await expect(
      admin.users.create({ body: { ...newcomer(), password: 'weak', role: 'vendor' } }),
    ).rejects.toMatchObject({ code: 'weak_password' });
  });

  test('have an address and a username that nobody else in the store has', async () => {
    const { email, username } = people.customer;
    const open = (taken: object) => admin.users.create({ body: { ...newcomer(), role: 'vendor', ...taken } });
    await expect(open({ email })).rejects.toMatchObject({ status: 409, code: 'email_taken' });
    await expect(open({ username: username.toUpperCase() })).rejects.toMatchObject({
      status: 409,
      code: 'username_taken',
      errors: [{ pointer: '/username' }],
    });
  });

  test('are listed by role, state and name, page by page', async () => {
    const { user } = await register({ full_name: 'Zenobia Unusual' });
    expect((await admin.users.list({ query: { q: 'unusual' } })).data.map(({ id }) => id)).toEqual([user.id]);
    expect(
      (await admin.users.list({ query: { role: 'vendor,admin', limit: 100 } })).data.every(
        ({ role }) => role !== 'customer',
      ),
    ).toBe(true);
    expect((await admin.users.list({ query: { q: 'unusual', is_active: false } })).data).toEqual([]);
    const emails: string[] = [];
    for await (const one of admin.users.list.all({ query: { sort: 'email', limit: 3 } })) emails.push(one.email);
    const { total } = await admin.users.list({ query: { count: true } });
    expect(new Set(emails).size).toBe(total);
    await expect(admin.users.list({ query: { cursor: 'nope' } })).rejects.toMatchObject({ code: 'invalid_cursor' });
  });

  test('are sorted by e-mail address, case ignored', async () => {
    for (const email of ['zoe@case.test', 'Yan@case.test', 'xia@case.test', 'Wim@case.test']) {
      await register({ email });
    }
    for (const [sort, expected] of [
      ['email', ['Wim', 'xia', 'Yan', 'zoe']],
      ['-email', ['zoe', 'Yan', 'xia', 'Wim']],
    ] as const) {
      const names: string[] = [];
      for await (const { email, ...rest } of admin.users.list.all({ query: { q: '@case.test', sort, limit: 2 } })) {
        names.push(email.split('@')[0] ?? '');
        expect(rest).not.toHaveProperty('email_key');
      }
      expect(names).toEqual(expected);
    }
  });

  test('a change of role and a deactivation end every session at once', async () => {
    for (const change of [{ role: 'vendor' as const }, { is_active: false }]) {
      const { access_token, refresh_token, user } = await register();
      expect(await admin.users.update({ params: { id: user.id }, body: change })).toMatchObject(change);
      expect([(await me(access_token)).status, (await refresh(refresh_token)).status]).toEqual([401, 401]);
    }
  });

  test('the last active admin stays one, also when two dismiss each other', async () => {
    const first = { id: people.admin.id };
    await expect(admin.users.update({ params: first, body: { role: 'vendor' } })).rejects.toMatchObject({
      status: 409,
      code: 'last_admin',
    });
    await expect(admin.users.update({ params: first, body: { is_active: false } })).rejects.toMatchObject({
      code: 'last_admin',
    });
    const second = await admin.users.create({ body: { ...newcomer(), role: 'admin' } });
    const both = await Promise.allSettled([
      admin.users.update({ params: first, body: { full_name: 'Still here' } }),
      admin.users.update({ params: { id: second.id }, body: { is_active: false } }),
    ]);
    expect(both.map((result) => result.status)).toEqual(['fulfilled', 'fulfilled']);
  });

  test('are for admins of the same store', async () => {
    const params = { id: people.customer.id };
    for (const name of ['customer', 'vendor'] as const) {
      await expect(house.as(name).users.list({})).rejects.toMatchObject({ status: 403, code: 'forbidden' });
      await expect(house.as(name).users.get({ params })).rejects.toMatchObject({ status: 403 });
      await expect(house.as(name).users.update({ params, body: { role: 'admin' } })).rejects.toMatchObject({
        status: 403,
      });
      await expect(house.as(name).users.create({ body: { ...newcomer(), role: 'admin' } })).rejects.toMatchObject({
        status: 403,
      });
    }
    await expect(visitor.users.list({})).rejects.toMatchObject({ status: 401 });
    await expect(house.as('strangeAdmin').users.get({ params })).rejects.toMatchObject({ status: 404 });
    await expect(house.as('strangeAdmin').users.update({ params, body: { is_active: false } })).rejects.toMatchObject({
      status: 404,
    });
    const elsewhere = await house.as('strangeAdmin').users.list({ query: { limit: 100 } });
    expect(elsewhere.data.map(({ id }) => id)).not.toContain(people.customer.id);
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
