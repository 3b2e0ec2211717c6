import { describe, expect, test } from 'vitest';
import { openTestHouse, password } from '../../../tests/support/index.ts';
import { createHashing } from './hashing.ts';

const house = await openTestHouse();
const cheap = { memoryCost: 64, timeCost: 1, parallelism: 1 };

describe('hashing', () => {
  test('has a line of so many, first come first served; whoever comes after that is told to try again', async () => {
    const hashing = createHashing(cheap, { at_work_max: 2, waiting_max: 3 });
    const order: number[] = [];
    const all = await Promise.allSettled(
      [0, 1, 2, 3, 4, 5].map((place) => hashing.hash(password).then(() => order.push(place))),
    );
    expect(all.map(({ status }) => status)).toEqual([...Array(5).fill('fulfilled'), 'rejected']);
    expect(all[5]).toMatchObject({ reason: { code: 'overloaded', data: { retry_after_seconds: 1 } } });
    expect(order.toSorted()).toEqual([0, 1, 2, 3, 4]);
    // Who was served has made place.
    expect(await hashing.matches(password, await hashing.hash(password))).toBe(true);
  });

  test('goes on after one that cannot be done', async () => {
    const hashing = createHashing(cheap, { at_work_max: 1, waiting_max: 1 });
    const broken = hashing.matches(password, 'no hash');
    const next = hashing.hash(password);
    await expect(broken).rejects.toThrow();
    expect(await next).toMatch(/^\$argon2id\$/);
  });
});

describe('when too many hashes are asked for', async () => {
  const { app } = await house.openAnother({}, { hashingQueue: { at_work_max: 0, waiting_max: 0 } });
  const overloaded = { status: 503, code: 'overloaded' };
  const account = { password, full_name: 'Somebody' };

  test('whatever needs one is told to try again', async () => {
    const { email } = house.people.customer;
    const [visitor, customer, admin] = [house.as(null, app), house.as('customer', app), house.as('admin', app)];
    const change = { password: 'Rainy-day-2', current_password: password };
    const attempts = await Promise.allSettled([
      visitor.auth.login({ body: { email, password } }),
      visitor.auth.register({ body: { ...account, email: 'one@main.test' } }),
      customer.auth.updateMe({ body: change }),
      admin.users.create({ body: { ...account, email: 'two@main.test', role: 'vendor' } }),
    ]);
    expect(attempts).toMatchObject(Array(4).fill({ status: 'rejected', reason: overloaded }));
  });

  test('a locked account is refused before that: it costs none', async () => {
    const { user, access_token } = await house.as(null).auth.register({
      body: { ...account, email: 'locked@main.test' },
    });
    const headers = { authorization: `Bearer ${access_token}` };
    const change = (current_password: string, of = house.app) =>
      house.request({
        method: 'PATCH',
        url: '/api/v1/auth/me',
        headers,
        body: { password: 'Rainy-day-2', current_password },
        app: of,
      });
    for (let failure = 0; failure < 10; failure += 1) await change('Wrong-pass-1');
    expect(await change(password, app)).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
    expect(user.role).toBe('customer');
  });
});

test('guessing the current password is held to few tries by account; the rest of the profile is not', async () => {
  const { app } = await house.openAnother({ login_rate_limit_per_minute: 2, trust_proxy: true });
  const change = async (body: object, address: string) =>
    (
      await house.request({
        method: 'PATCH',
        url: '/api/v1/auth/me',
        as: 'otherCustomer',
        headers: { 'x-forwarded-for': address },
        body,
        app,
      })
    ).status;
  const statuses: number[] = [];
  for (let sent = 0; sent < 3; sent += 1) {
    statuses.push(await change({ password: 'Rainy-day-2', current_password: 'Wrong-pass-1' }, `198.51.100.${sent}`));
  }
  expect(statuses).toEqual([401, 401, 429]);
  for (let sent = 0; sent < 3; sent += 1) expect(await change({ phone: null }, '198.51.100.9')).toBe(200);
});
