import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, jwtVerify, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { openAccountHouse } from '../../../tests/support/account-house.ts';

const { house, register, send, bearer, me, refresh } = await openAccountHouse();

describe('an access token', () => {
  test('is verified by anybody with our public keys', async () => {
    const { access_token, user } = await register();
    const keys = await house.request({ method: 'GET', url: '/.well-known/jwks.json' });
    const { payload, protectedHeader } = await jwtVerify(access_token ?? '', createLocalJWKSet(keys.body), {
      audience: 'orderhouse',
      issuer: 'http://house.test',
    });
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
    expect(payload).toMatchObject({ sub: user.id, store: house.storeId, role: 'customer', sid: expect.any(String) });
    // What RFC 9068 asks of every access token besides.
    expect(payload).toMatchObject({ jti: expect.any(String), client_id: 'orderhouse', iat: expect.any(Number) });
    expect(JSON.stringify(keys.body)).not.toMatch(/"(d|p|q)":/);
  });

  test('that is tampered with, foreign, unsigned or no token is refused', async () => {
    const { access_token = '' } = await register();
    const [head = '', body = '', signature = ''] = access_token.split('.');
    const claims = decodeJwt(access_token);
    const header = JSON.parse(Buffer.from(head, 'base64url').toString());
    const asAdmin = Buffer.from(JSON.stringify({ ...claims, role: 'admin' })).toString('base64url');
    const none = Buffer.from(JSON.stringify({ ...header, alg: 'none' })).toString('base64url');
    const strangers = createPrivateKey(
      generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
    );
    const foreign = await new SignJWT(claims).setProtectedHeader(header).sign(strangers);
    for (const token of [
      `${head}.${asAdmin}.${signature}`,
      `${none}.${body}.`,
      `${none}.${asAdmin}.${signature}`,
      foreign,
      `${access_token}x`,
      'nonsense',
      '',
    ]) {
      expect(await me(token), token).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    }
  });

  test('is written in one way only', async () => {
    const { access_token = '' } = await register();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // The same bytes: the last character of a signature of 2048 bits means two of its six.
    const twin = `${access_token.slice(0, -1)}${alphabet[alphabet.indexOf(access_token.at(-1) ?? '') + 1]}`;
    const signatureOf = (token: string) => Buffer.from(token.split('.')[2] ?? '', 'base64url');
    expect(signatureOf(twin).equals(signatureOf(access_token))).toBe(true);
    expect((await me(access_token)).status).toBe(200);
    expect((await me(twin)).body.code).toBe('invalid_token');
    for (const written of [`${access_token}!!!`, `${access_token}==`, `${access_token}%20`]) {
      const answer = await send('GET', '/auth/me', undefined, { cookie: `orderhouse_access=${written}` });
      expect(answer, written).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    }
  });

  test('runs out after 15 minutes, also when it was seen before', async () => {
    const { access_token } = await register();
    expect((await me(access_token)).status).toBe(200);
    house.runtime.clock.advance(901);
    house.forgetTokens();
    expect((await me(access_token)).status).toBe(401);
  });

  test('names its store, whatever X-Store says', async () => {
    const { access_token, user } = await register();
    const answer = await send('GET', '/auth/me', undefined, { ...bearer(access_token), 'x-store': 'elsewhere' });
    expect(answer.body.id).toBe(user.id);
  });
});

describe('a refresh token', () => {
  test('is traded for the next pair, once; used again it ends the session', async () => {
    const first = await register();
    const second = await refresh(first.refresh_token);
    expect(second).toMatchObject({ status: 200, body: { user: first.user } });
    expect(second.body.refresh_token).not.toBe(first.refresh_token);
    const third = await refresh(second.body.refresh_token);
    expect((await me(third.body.access_token)).status).toBe(200);
    expect(await refresh(first.refresh_token)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    expect((await me(third.body.access_token)).status).toBe(401);
    expect((await refresh(third.body.refresh_token)).status).toBe(401);
  });

  test('sent twice at once is traded once at most', async () => {
    const { refresh_token } = await register();
    const answers = await Promise.all([refresh(refresh_token), refresh(refresh_token), refresh(refresh_token)]);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  });

  test('needs no good access token beside it, and runs out after 30 days', async () => {
    const { refresh_token } = await register();
    expect((await send('POST', '/auth/refresh', { refresh_token }, bearer('a.b.c'))).status).toBe(200);
    const late = await register();
    house.runtime.clock.advance(31 * 86_400);
    house.forgetTokens();
    expect((await refresh(late.refresh_token)).status).toBe(401);
  });

  test('that is none of ours is refused', async () => {
    for (const token of ['', 'ohr_abc', 'nonsense', `ohr_${Buffer.alloc(48).toString('base64url')}`])
      expect((await refresh(token)).status).toBe(401);
  });
});
