import { ask, password } from './index.ts';
import { openMailHouse } from './mail-house.ts';
import { readLog } from './read-log.ts';

/** What a link that opens no reset is answered. */
export const opensNothing = { status: 403, body: { code: 'invalid_link', errors: [{ pointer: '/token' }] } };
export const newPassword = 'Rainy-day-2';
/** For how long a link is good. */
export const hour_seconds = 3_600;

/** A house whose people forget their passwords: each has an account of its own, and is mailed the link to another one. */
export async function openPasswordResetHouse() {
  const { house, jobsOf, mailsOf, mailsOfJobs } = await openMailHouse();
  let opened = 0;

  // The test looks on as the owner; everybody else is held to the policies as ever.
  for (const table of ['password_resets', 'notifications']) {
    await ask(house.databaseUrl, `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
  }

  const send = (path: string, body: unknown, headers: Record<string, string> = {}, app = house.app) =>
    house.request({ method: 'POST', url: `/api/v1${path}`, body, headers, app });

  async function newAccount() {
    opened += 1;
    const body = { email: `Forgetful${opened}@example.com`, password, full_name: 'For Getful' };
    const answer = await send('/auth/register', body);
    return { ...answer.body.user, token: answer.body.access_token } as { id: string; email: string; token: string };
  }

  const forget = (email: string, headers = {}, app = house.app) =>
    send('/auth/forgotten-password', { email }, headers, app);
  const reset = (token: string, secret = newPassword, headers = {}) =>
    send('/auth/reset-password', { token, password: secret }, headers);
  const logIn = async (email: string, secret: string, headers = {}) =>
    (await send('/auth/login', { email, password: secret }, headers)).status;
  const me = async (token: string, app = house.app) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await house.request({ method: 'GET', url: '/api/v1/auth/me', headers, app })).status;
  };
  const linkIn = (text = ''): string => /https:\/\/shop\.example\/reset-password#token=([\w-]+)/.exec(text)?.[1] ?? '';
  const eventsOf = async ({ id }: { id: string }) =>
    (await readLog(house, id)).filter(({ type }) => type.startsWith('user.password'));

  /** Asks for a link and has it mailed. @returns its token. */
  async function mailedToken({ email }: { email: string }, headers = {}): Promise<string> {
    const [mail] = await mailsOf(() => forget(email, headers));
    return linkIn(mail?.text);
  }

  return {
    ...{ house, jobsOf, mailsOf, mailsOfJobs },
    ...{ send, newAccount, forget, reset, logIn, me, linkIn, eventsOf, mailedToken },
  };
}
