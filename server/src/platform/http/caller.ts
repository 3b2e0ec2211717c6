import type { Authority } from '../database/authority.ts';

/** Who sent a request. `role` decides permissions, the rest row-level policies. */
export interface Caller extends Authority {
  role: 'anonymous' | 'customer' | 'vendor' | 'admin';
  sessionId: string | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for every request before its route is looked at; throws what was wrong with the token, if anything. */
    caller: () => Caller;
  }
}
