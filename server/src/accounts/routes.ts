import { auth, type Session, system, users } from '@orderhouse/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import { bindRoute } from '../platform/http/bind-route.ts';
import type { Accounts } from './accounts.ts';
import { forgetCookies, keepInCookies, refreshCookieOf } from './cookies.ts';
import { createUser } from './create-user.ts';
import { listUsers } from './list-users.ts';
import { logIn } from './log-in.ts';
import { logOut } from './log-out.ts';
import { readUser } from './read-user.ts';
import { refreshSession } from './refresh-session.ts';
import { register } from './register.ts';
import { requestReset } from './request-reset.ts';
import { resetPassword } from './reset-password.ts';
import { type AllowedOrigins, expectSameOrigin } from './same-origin.ts';
import type { SignedIn } from './start-session.ts';
import { updateProfile } from './update-profile.ts';
import { updateUser } from './update-user.ts';

export interface CookieSettings {
  isSecure: boolean;
  origins: AllowedOrigins;
}

const own = (caller: Caller): string => {
  if (caller.actorId === null) throw new DomainError('unauthenticated');
  return caller.actorId;
};

const agentOf = (request: FastifyRequest): string | null => request.headers['user-agent']?.slice(0, 300) ?? null;

export function registerAccountRoutes(app: FastifyInstance, accounts: Accounts, cookies: CookieSettings): void {
  const { runtime } = accounts;
  const answer = (
    reply: FastifyReply,
    session: SignedIn,
    transport: 'token' | 'cookie' = 'token',
  ): { body: Session } => ({
    body: transport === 'cookie' ? keepInCookies(reply, session, cookies.isSecure) : session,
  });

  bindRoute(app, auth.register, async ({ caller, body: { transport, ...input } }, request, reply) => {
    if (transport === 'cookie') expectSameOrigin(request, cookies.origins);
    return answer(reply, await register(accounts, caller.storeId, input, agentOf(request)), transport);
  });
  bindRoute(app, auth.login, async ({ caller, body: { transport, ...input } }, request, reply) => {
    if (transport === 'cookie') expectSameOrigin(request, cookies.origins);
    return answer(reply, await logIn(accounts, caller.storeId, input, agentOf(request)), transport);
  });
  bindRoute(app, auth.refresh, async ({ body }, request, reply) => {
    const cookie = body.refresh_token === undefined ? refreshCookieOf(request) : undefined;
    if (cookie !== undefined) expectSameOrigin(request, cookies.origins);
    const session = await refreshSession(accounts, body.refresh_token ?? cookie ?? '');
    return answer(reply, session, cookie === undefined ? 'token' : 'cookie');
  });
  bindRoute(app, auth.logout, async ({ caller, body }, request, reply) => {
    const cookie = refreshCookieOf(request);
    // Also when the browser kept the cookies back: the answer would still make it forget them.
    if (request.headers.authorization === undefined) expectSameOrigin(request, cookies.origins);
    const session = caller.sessionId === null ? null : { storeId: caller.storeId, id: caller.sessionId };
    await logOut(accounts, session, body.refresh_token ?? cookie ?? null);
    forgetCookies(reply, cookies.isSecure);
    return { body: undefined };
  });
  bindRoute(app, auth.forgottenPassword, async ({ caller, body }, request) => {
    expectSameOrigin(request, cookies.origins);
    await requestReset(runtime, caller.storeId, body.email);
    return { body: undefined };
  });
  bindRoute(app, auth.resetPassword, async ({ body }, request) => {
    expectSameOrigin(request, cookies.origins);
    await resetPassword(accounts, body.token, body.password);
    return { body: undefined };
  });
  bindRoute(app, auth.me, async ({ caller }) => ({ body: await readUser(runtime, caller, own(caller)) }));
  bindRoute(app, auth.updateMe, async ({ caller, body, expectedVersion }) => ({
    body: await updateProfile(accounts, caller, body, expectedVersion),
  }));

  bindRoute(app, users.list, async ({ caller, query }) => ({ body: await listUsers(runtime, caller, query) }));
  bindRoute(app, users.create, ({ caller, body, claim }) => createUser(accounts, caller, body, claim));
  bindRoute(app, users.get, async ({ caller, params }) => ({ body: await readUser(runtime, caller, params.id) }));
  bindRoute(app, users.update, async ({ caller, params, body, expectedVersion }) => ({
    body: await updateUser(accounts, caller, params.id, body, expectedVersion),
  }));

  bindRoute(app, system.keys, async (_bound, _request, reply) => {
    reply.header('cache-control', 'public, max-age=300');
    return { body: accounts.tokens.keySet };
  });
}
