import type { CookieSerializeOptions } from '@fastify/cookie';
import type { Session } from '@orderhouse/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isThisMachine } from '../platform/is-this-machine.ts';
import { access_token_seconds } from './access-token.ts';
import { type SignedIn, session_seconds } from './start-session.ts';

const accessCookie = 'orderhouse_access';
const refreshCookie = 'orderhouse_refresh';
/** The refresh token is sent nowhere else. */
const refreshPath = '/api/v1/auth';

/** Whether cookies travel over TLS only: on an https address, and in production on any but this machine's own. */
export function needSecureCookies(publicUrl: string, isProduction: boolean): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === 'https:' || (isProduction && !isThisMachine(hostname));
}

function options(isSecure: boolean, path: string): CookieSerializeOptions {
  return { httpOnly: true, secure: isSecure, sameSite: 'lax', path };
}

export function accessCookieOf(request: FastifyRequest): string | undefined {
  return request.cookies[accessCookie];
}

export function refreshCookieOf(request: FastifyRequest): string | undefined {
  return request.cookies[refreshCookie];
}

/** Puts the tokens into cookies that no script can read. @returns the answer without them. */
export function keepInCookies(reply: FastifyReply, session: SignedIn, isSecure: boolean): Session {
  const { access_token, refresh_token, ...told } = session;
  reply.setCookie(accessCookie, access_token, { ...options(isSecure, '/'), maxAge: access_token_seconds });
  reply.setCookie(refreshCookie, refresh_token, { ...options(isSecure, refreshPath), maxAge: session_seconds });
  return told;
}

export function forgetCookies(reply: FastifyReply, isSecure: boolean): void {
  reply.clearCookie(accessCookie, options(isSecure, '/'));
  reply.clearCookie(refreshCookie, options(isSecure, refreshPath));
}
