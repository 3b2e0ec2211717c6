import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { verifyWebhook } from './index.ts';

/** Requests signed by the specification's own library. */
const secret = `whsec_${randomBytes(32).toString('base64')}`;
const payload = '{"type":"order.placed","timestamp":"2026-01-31T09:30:00.000Z","data":{"name":"café 😀"}}';

function signed(at = new Date(), by = secret, id = '019aa1b2-7c3d-8e4f-8a5b-6c7d8e9f0a1b', body = payload) {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(by).sign(id, at, body),
  };
}

describe('a webhook', () => {
  test('that is signed by the specification’s library is taken, however its headers and its body come', async () => {
    const headers = signed();
    const message = JSON.parse(payload);
    expect(await verifyWebhook({ payload, headers, secret })).toEqual(message);
    expect(await verifyWebhook({ payload: new TextEncoder().encode(payload), headers, secret })).toEqual(message);
    expect(await verifyWebhook({ payload, headers: new Headers(headers), secret })).toEqual(message);
    const shouted = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
    expect(await verifyWebhook({ payload, headers: shouted, secret: secret.replace('whsec_', '') })).toEqual(message);
  });

  test('that several secrets signed is taken by each of them', async () => {
    const other = `whsec_${randomBytes(24).toString('base64')}`;
    const at = new Date();
    const both = {
      ...signed(at),
      'webhook-signature': `v1a,AAAA ${signed(at, other)['webhook-signature']} ${signed(at)['webhook-signature']}`,
    };
    for (const one of [secret, other])
      expect(await verifyWebhook({ payload, headers: both, secret: one })).toMatchObject({ type: 'order.placed' });
  });

  test.each([
    ['missing_header', { 'webhook-id': undefined }],
    ['missing_header', { 'webhook-signature': '' }],
    ['bad_timestamp', { 'webhook-timestamp': '1e9' }],
    ['too_old', signed(new Date(Date.now() - 302_000))],
    ['too_new', signed(new Date(Date.now() + 302_000))],
    ['bad_signature', { 'webhook-id': 'another' }],
    ['bad_signature', { 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) - 100) }],
    ['bad_signature', { 'webhook-signature': 'v1,%%%' }],
    ['bad_signature', { 'webhook-signature': signed()['webhook-signature'].replace('v1,', 'v2,') }],
    [
      'bad_signature',
      { 'webhook-signature': signed(new Date(), `whsec_${randomBytes(32).toString('base64')}`)['webhook-signature'] },
    ],
    ['bad_signature', { 'webhook-signature': `${'v1,AAAA '.repeat(10)}${signed()['webhook-signature']}` }],
  ])('is refused as %s with %o', async (code, changed) => {
    const headers = { ...signed(), ...changed };
    await expect(verifyWebhook({ payload, headers, secret })).rejects.toMatchObject({
      name: 'WebhookVerificationError',
      code,
    });
  });

  test('that was changed, or is no JSON, is refused', async () => {
    await expect(verifyWebhook({ payload: `${payload} `, headers: signed(), secret })).rejects.toMatchObject({
      code: 'bad_signature',
    });
    const headers = signed(new Date(), secret, 'id', 'hello');
    await expect(verifyWebhook({ payload: 'hello', headers, secret })).rejects.toMatchObject({ code: 'unreadable' });
  });

  test('is refused by a secret that is none', async () => {
    for (const none of ['', 'whsec_', 'whsec_%%%'])
      await expect(verifyWebhook({ payload, headers: signed(), secret: none })).rejects.toMatchObject({
        code: 'bad_secret',
      });
  });

  test('may be as old as its reader says', async () => {
    const headers = signed(new Date('2026-01-31T09:30:00Z'));
    const now = new Date('2026-01-31T10:30:00Z');
    expect(await verifyWebhook({ payload, headers, secret, now, tolerance_seconds: 3_600 })).toBeDefined();
    await expect(verifyWebhook({ payload, headers, secret, now })).rejects.toMatchObject({ code: 'too_old' });
  });
});
