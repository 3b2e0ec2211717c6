import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Mover } from './transition.ts';

/** The caller as one who moves orders. @throws DomainError `unauthenticated` for nobody known. */
export function asMover(caller: Caller): Mover {
  if (caller.role === 'anonymous') throw new DomainError('unauthenticated');
  return { role: caller.role, actorId: caller.actorId };
}
