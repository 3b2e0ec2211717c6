import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { noteSession, onSessionEnded, sessionFetch } from './session-fetch.ts';
import { readMark, readRenewal, writeRenewal } from './session-mark.ts';

const user_id = '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a3d';
const session = (expires_in: number) => ({ token_type: 'bearer', expires_in, user: { id: user_id } }) as never;

/** An API that takes one access token at a time, kept in its cookie jar, and trades each refresh token once. */
function apiOfCookies({ isRevoked = false } = {}) {
  const asked: string[] = [];
  const state = { isAccessGood: true, hasCookies: true, isRevoked };
  const problem = (code: string, status: number) =>
    new Response(JSON.stringify({ code, title: code, status }), {
      status,
      headers: { 'content-type': 'application/problem+json' },
    });
  const answer = async (input: RequestInfo | URL, init?: RequestInit) => {
    const path = String(input).replace('/api/v1', '');
    asked.push(`${init?.method ?? 'GET'} ${path}`);
    await Promise.resolve();
    if (path === '/auth/refresh') {
      if (state.isRevoked) return problem('invalid_token', 401);
      state.isAccessGood = true;
      return Response.json({ token_type: 'bearer', expires_in: 900, user: { id: user_id } });
    }
    if (path === '/auth/logout') {
      state.hasCookies = false;
      return new Response(null, { status: 204 });
    }
    if (!state.hasCookies) return path === '/store' ? Response.json({}) : problem('unauthenticated', 401);
    if (!state.isAccessGood) return problem('invalid_token', 401);
    return init?.method === 'PATCH' ? problem('invalid_credentials', 401) : Response.json({ data: [] });
  };
  vi.stubGlobal('fetch', answer);
  return { asked, state };
}

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a session in cookies', () => {
  test('that has run out is renewed once for all who ask', async () => {
    const { asked, state } = apiOfCookies();
    noteSession(session(0));
    state.isAccessGood = false;
    const answers = await Promise.all([1, 2, 3].map(() => sessionFetch('/api/v1/orders')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(asked.filter((one) => one.endsWith('/auth/refresh'))).toHaveLength(1);
  });

  test('whose cookie is gone early is renewed, and what was asked is asked again', async () => {
    const { asked, state } = apiOfCookies();
    noteSession(session(900));
    state.isAccessGood = false;
    expect((await sessionFetch('/api/v1/orders')).status).toBe(200);
    expect(asked).toEqual(['GET /orders', 'POST /auth/refresh', 'GET /orders']);
  });

  test('that was revoked has ended, and says so once', async () => {
    const { state } = apiOfCookies({ isRevoked: true });
    noteSession(session(900));
    state.isAccessGood = false;
    let told = 0;
    const stop = onSessionEnded(() => {
      told += 1;
    });
    const answers = await Promise.all([1, 2].map(() => sessionFetch('/api/v1/orders')));
    stop();
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    expect(told).toBe(1);
    expect(readMark()).toBeNull();
  });

  test('that was revoked keeps nobody from what anyone may read', async () => {
    const { asked, state } = apiOfCookies({ isRevoked: true });
    noteSession(session(900));
    state.isAccessGood = false;
    expect((await sessionFetch('/api/v1/store')).status).toBe(200);
    expect(asked).toEqual(['GET /store', 'POST /auth/refresh', 'POST /auth/logout', 'GET /store']);
  });

  test('is not at fault for a wrong password, which is sent once', async () => {
    const { asked } = apiOfCookies();
    noteSession(session(900));
    const refused = await sessionFetch('/api/v1/auth/me', { method: 'PATCH' });
    expect(await refused.json()).toMatchObject({ code: 'invalid_credentials' });
    expect(asked).toEqual(['PATCH /auth/me']);
  });

  test('whose renewal a page left behind waits for the cookies that it asked for', async () => {
    vi.useFakeTimers();
    const { asked, state } = apiOfCookies();
    noteSession(session(0));
    state.isAccessGood = false;
    writeRenewal(Date.now() - 500);
    const answer = sessionFetch('/api/v1/orders');
    await vi.advanceTimersByTimeAsync(1_499);
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect((await answer).status).toBe(200);
    expect(asked).toEqual(['POST /auth/refresh', 'GET /orders']);
    expect(readRenewal()).toBeNull();
  });

  test('whose renewal was left behind long ago, or by a clock ahead of ours, keeps nobody waiting', async () => {
    vi.useFakeTimers();
    apiOfCookies();
    noteSession(session(0));
    writeRenewal(Date.now() - 3_600_000);
    expect((await sessionFetch('/api/v1/orders')).status).toBe(200);
    noteSession(session(0));
    writeRenewal(Date.now() + 3_600_000);
    const answer = sessionFetch('/api/v1/orders');
    await vi.advanceTimersByTimeAsync(2_000);
    expect((await answer).status).toBe(200);
  });

  test.each([
    ['is refused for now', () => Promise.resolve(new Response('{}', { status: 503 })), null],
    ['cannot be reached', () => Promise.reject(new TypeError('no network')), expect.any(Number)],
  ])('whose API %s keeps nobody of the page waiting for what it has seen fail', async (_told, answer, left) => {
    vi.useFakeTimers();
    noteSession(session(0));
    vi.stubGlobal('fetch', answer);
    const asked = [1, 2, 3].map(() => sessionFetch('/api/v1/orders'));
    const settled = Promise.allSettled(asked);
    await vi.advanceTimersByTimeAsync(0);
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(readRenewal()).toEqual(left);
  });

  test('that cannot be renewed just now is kept', async () => {
    noteSession(session(0));
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
    await expect(sessionFetch('/api/v1/orders')).rejects.toMatchObject({ code: 'unreachable' });
    expect(readMark()).toMatchObject({ user_id });
  });
});
