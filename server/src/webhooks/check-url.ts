import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '../platform/domain-error.ts';
import {
  AddressRefused,
  hostIn,
  type Resolve,
  resolveByMachine,
  resolvePublic,
} from '../platform/http-out/public-address.ts';

const resolve_timeout_ms = 2_000;

function refusal(detail: string): DomainError {
  return new DomainError('validation_failed', { errors: [{ pointer: '/url', code: 'format', detail }] });
}

/** @returns what is wrong with the words of a URL, or null. */
export function urlFault(text: string, allowPrivate: boolean): string | null {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return 'is no URL';
  if (url.protocol !== 'https:' && !allowPrivate) return 'must begin with https://';
  if (url.username !== '' || url.password !== '') return 'must hold no user and no password';
  if (url.hash !== '') return 'must have no fragment';
  return null;
}

/**
 * Refuses at once what could never be sent to. A name that cannot be resolved now is taken: it may come to be. What
 * counts is looked at again whenever a connection is opened.
 *
 * @throws DomainError `validation_failed` pointing at /url
 */
export async function checkUrl(
  text: string,
  allowPrivate: boolean,
  resolve: Resolve = resolveByMachine,
): Promise<void> {
  const fault = urlFault(text, allowPrivate);
  if (fault !== null) throw refusal(fault);
  if (allowPrivate) return;
  const signal = AbortSignal.timeout(resolve_timeout_ms);
  const known = resolvePublic(hostIn(new URL(text)), resolve, signal).then(
    () => null,
    (error: unknown) => error,
  );
  const found = await Promise.race([known, delay(resolve_timeout_ms, null, { ref: false })]);
  if (found instanceof AddressRefused) throw refusal(`must not point inside: ${found.message}`);
}
