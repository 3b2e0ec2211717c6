import { openTestHouse } from './index.ts';

/** A house where newcomers register, and requests are sent as they are, with the tokens that a test holds. */
export async function openAccountHouse(settings?: Parameters<typeof openTestHouse>[0]) {
  const house = await openTestHouse(settings);
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

  return { house, people: house.people, visitor, newcomer, register, send, bearer, me, refresh };
}
