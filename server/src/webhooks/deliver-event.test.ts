import { randomBytes } from 'node:crypto';
import { verifyWebhook } from '@orderhouse/contracts';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { openWebhookHouse } from '../../../tests/support/webhook-house.ts';

const { receiver, clock, admin, dispatched, dispatch, work, openEndpoint, makeProduct, begin } =
  await openWebhookHouse();

describe('an event', () => {
  test('goes to the endpoints of its store that want its type, as one delivery each, however often it is read', async () => {
    const wanting = await openEndpoint(['product.created', 'order.placed']);
    await openEndpoint(['order.placed']);
    const off = await openEndpoint();
    await admin.webhookEndpoints.update({ params: { id: off.id }, body: { is_enabled: false } });
    const product = await makeProduct();
    await makeProduct('strangeVendor');
    const before = dispatched.position;
    const jobs = await dispatch();
    expect(jobs).toHaveLength(1);
    dispatched.position = before;
    expect(await dispatch()).toEqual(jobs);
    const { data } = await admin.webhookEndpoints.deliveries({ params: { id: wanting.id } });
    expect(data).toMatchObject([{ event_type: 'product.created', status: 'pending', attempts: 0, is_test: false }]);
    await work(jobs[0]);
    const [one] = receiver.received;
    expect(JSON.parse(one?.body ?? '')).toMatchObject({
      type: 'product.created',
      data: { id: data[0]?.event_id, subject_id: product.id, vendor_ids: [product.vendor_id], actor_role: 'vendor' },
    });
    expect(one?.headers).toMatchObject({ 'webhook-id': data[0]?.id, 'content-type': 'application/json' });
  });

  test('is signed as the specification’s own library and the SDK verify it', async () => {
    const { endpoint, job } = await begin();
    await work(job);
    const [one] = receiver.received;
    if (!one) throw new Error('nothing came');
    const headers = one.headers as Record<string, string>;
    const message = new Webhook(endpoint.secret).verify(one.body, headers);
    expect(message).toMatchObject({ type: 'product.created' });
    expect(await verifyWebhook({ payload: one.body, headers, secret: endpoint.secret })).toEqual(message);
    const other = `whsec_${randomBytes(32).toString('base64')}`;
    expect(() => new Webhook(other).verify(one.body, headers)).toThrow('No matching signature');
  });

  test('is signed by the secret of before as well, until the overlap ends', async () => {
    const { endpoint, job } = await begin();
    const params = { id: endpoint.id };
    const { secret } = await admin.webhookEndpoints.rotateSecret({ params, body: { overlap_seconds: 3_600 } });
    await work(job);
    const [both] = receiver.received;
    for (const one of [endpoint.secret, secret])
      new Webhook(one).verify(both?.body ?? '', both?.headers as Record<string, string>);
    clock.advance(3_601);
    await makeProduct();
    await work((await dispatch())[0]);
    const last = receiver.received.at(-1);
    const headers = last?.headers as Record<string, string>;
    const now = clock.now();
    await verifyWebhook({ payload: last?.body ?? '', headers, secret, now });
    await expect(
      verifyWebhook({ payload: last?.body ?? '', headers, secret: endpoint.secret, now }),
    ).rejects.toMatchObject({ code: 'bad_signature' });
  });
});
