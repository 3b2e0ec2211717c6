import { type Static, Type } from 'typebox';
import { route } from './route.ts';
import { OneOf, Shape, Timestamp } from './schemas.ts';

export const Health = Shape({
  status: OneOf(['ok', 'unavailable'] as const),
  version: Type.String(),
  environment: Type.String(),
  timestamp: Timestamp,
  parts: Type.Record(
    Type.String(),
    Shape({ status: OneOf(['ok', 'degraded', 'unavailable'] as const), detail: Type.Optional(Type.String()) }),
    { examples: [{ database: { status: 'ok' } }] },
  ),
});
export type Health = Static<typeof Health>;

/** JSON Web Key Set, RFC 7517. */
export const KeySet = Shape({
  keys: Type.Array(
    Shape({
      kty: Type.Literal('RSA'),
      n: Type.String(),
      e: Type.String({ examples: ['AQAB'] }),
      kid: Type.String(),
      alg: Type.Literal('RS256'),
      use: Type.Literal('sig'),
    }),
  ),
});
export type KeySet = Static<typeof KeySet>;

export const system = {
  health: route({
    method: 'GET',
    path: '/health',
    at_root: true,
    tag: 'System',
    summary: 'Whether the service can serve, and the state of each part',
    permission: 'system:read',
    status: 200,
    answer: Health,
    status_unwell: 503,
  }),
  keys: route({
    method: 'GET',
    path: '/.well-known/jwks.json',
    at_root: true,
    tag: 'System',
    summary: 'The public keys that verify access tokens',
    permission: 'system:read',
    status: 200,
    answer: KeySet,
  }),
};
