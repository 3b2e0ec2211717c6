import { describe, expect, test } from 'vitest';
import { openAccountHouse } from '../../../tests/support/account-house.ts';

const { house, people, visitor, newcomer, register, send, bearer, me, refresh } = await openAccountHouse();

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
