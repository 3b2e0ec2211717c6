import { createClient, OrderhouseError, type ProblemCode, type Session } from '@orderhouse/contracts';
import { delay } from './delay.ts';
import { oneTabAtATime } from './one-tab-at-a-time.ts';
import { readMark, readRenewal, writeEnded, writeMark, writeRenewal } from './session-mark.ts';

/** What a page that was left had asked for has come by then, or will not come at all. */
const left_behind_ms = 2_000;
/** An access token that runs out sooner than this is replaced before it is used. */
const margin_ms = 20_000;
const opensSession = /\/api\/v1\/auth\/(?:login|register|refresh)$/;

const ended = new Set<() => void>();

/** Calls back when the session has ended without anybody here signing out: revoked, or too long unused. */
export function onSessionEnded(callback: () => void): () => void {
  ended.add(callback);
  return () => ended.delete(callback);
}

/** Notes that a session is open: it travels in cookies from here on. */
export function noteSession({ user, expires_in }: Session): void {
  writeMark({ user_id: user.id, access_until_ms: Date.now() + expires_in * 1_000 });
}

/** Goes on although the page is left: the next pair would be lost with it, and the token of before is good no longer. */
const lasting: typeof globalThis.fetch = (input, init) => fetch(input, { ...init, keepalive: true });
const opener = createClient({ baseUrl: '', fetch: lasting });

/** The cookies of a session that has ended would have even what anyone may read refused. */
async function forgetCookies(): Promise<void> {
  // Where the server cannot be told they run out by themselves, within minutes.
  await opener.auth.logout({ body: {} }).catch(() => undefined);
}

/** Since when the last renewal of this very page: it has seen what came of it. */
let own_renewal_ms: number | null = null;

/**
 * A page that was left, reloaded say, amid a renewal has let go of its turn, and its answer is still to bring the next
 * cookies: to send those of before a second time would end the session.
 */
async function awaitLeftBehind(): Promise<void> {
  const since = readRenewal();
  if (since === null || since === own_renewal_ms) return;
  // A clock that was set back meanwhile keeps nobody waiting longer.
  const left = Math.min(since + left_behind_ms - Date.now(), left_behind_ms);
  if (left > 0) await delay(left);
}

/**
 * Trades the refresh token for the next pair, in one tab at a time: a token that is used twice ends its session.
 * @param seen the mark as it was when the need arose; another tab may have done it since.
 */
async function refresh(seen: number): Promise<void> {
  await oneTabAtATime('orderhouse.refresh', async () => {
    await awaitLeftBehind();
    const mark = readMark();
    if (mark === null || mark.access_until_ms !== seen) return;
    own_renewal_ms = Date.now();
    writeRenewal(own_renewal_ms);
    try {
      noteSession(await opener.auth.refresh({ body: {} }));
    } catch (error) {
      // To a page that is being left its requests seem to fail, and the answer may come all the same.
      if (!(error instanceof OrderhouseError) || error.status === 0) throw error;
      writeRenewal(null);
      if (error.status !== 401) throw error;
      await forgetCookies();
      writeEnded();
      for (const callback of ended) callback();
    }
    writeRenewal(null);
  });
}

/** Refusals that another access token would not change: what was proven wrong is the password that was sent along. */
const isAboutPassword: ProblemCode = 'invalid_credentials';

async function isOfSession(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  const problem: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return (problem as { code?: unknown } | null)?.code !== isAboutPassword;
}

/** `fetch` with the session's cookies, which are renewed when they have run out. `send` is what does it in the end. */
export async function sessionFetch(
  input: RequestInfo | URL,
  init?: RequestInit,
  send: typeof globalThis.fetch = fetch,
): Promise<Response> {
  const mark = readMark();
  if (mark === null || opensSession.test(String(input))) return send(input, init);
  if (mark.access_until_ms - margin_ms < Date.now()) await refresh(mark.access_until_ms);
  const sent = readMark();
  const response = await send(input, init);
  if (sent === null || !(await isOfSession(response))) return response;
  await refresh(sent.access_until_ms);
  await response.body?.cancel();
  // With the next token; or as anyone, who may read much of the shop too.
  return send(input, init);
}
