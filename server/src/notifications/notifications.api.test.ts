import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { NotificationKind, Order } from '@orderhouse/contracts';
import { simpleParser } from 'mailparser';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openMailHouse } from '../../../tests/support/mail-house.ts';
import { appendEvents } from '../events/index.ts';
import type { NewJob } from '../platform/queue/job-queue.ts';

const { house, folder, from, jobsOf, work, mailsOf, place, placedJob, rowOf } = await openMailHouse();
const { customer, vendor, otherVendor } = house.people;

const carryOn = (as: 'vendor' | 'otherVendor' | 'admin', id: string, status: Order['status'], parcel = {}) =>
  house.as(as).orders.updateStatus({ params: { id }, body: { status, ...parcel } });

const kindsOf = (jobs: readonly NewJob[]) => jobs.map(({ payload }) => payload.kind as NotificationKind).sort();

describe('those concerned are mailed', () => {
  test('of an order: the customer of all of it, each vendor of its own lines', async () => {
    const mails = await mailsOf(() => place(['OURS', 'THEIRS'], 'Ring twice\nplease'));
    const textTo = (email: string) => mails.find(({ recipient }) => recipient === email)?.text;
    expect(mails).toHaveLength(3);
    expect(textTo(customer.email)).toMatch(/Lantern OURS[\s\S]*Lantern THEIRS[\s\S]*Total: £13\.56/);
    expect(textTo(customer.email)).toMatch(
      /You wrote:\n\n> Ring twice\n> please\n\nYou can cancel it until .* (GMT|BST)/,
    );
    expect(textTo(vendor.email)).toMatch(/Lantern OURS[\s\S]*Total: £6\.78[\s\S]*Zoë/);
    expect(textTo(vendor.email)).not.toContain('THEIRS');
    expect(textTo(otherVendor.email)).not.toContain('OURS');
    expect(mails[0]?.from).toMatchObject({ value: [{ name: 'main', address: from }] });
  });

  test('of a declined payment: once, and not of the cancellation besides', async () => {
    const order = await place();
    const body = { outcome: 'decline', failure: 'card expired' } as const;
    const mails = await mailsOf(() => house.as('customer').orders.settlePayment({ params: { id: order.id }, body }));
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({
      recipient: customer.email,
      subject: expect.stringContaining('did not go through'),
    });
    expect(mails[0]?.text).toMatch(/card expired[\s\S]*To try again/);
  });

  test('of what a customer cancels', async () => {
    const order = await place();
    const cancel = () => house.as('customer').orders.cancel({ params: { id: order.id }, body: { reason: 'Too late' } });
    expect(await mailsOf(cancel)).toMatchObject([
      { recipient: customer.email, text: expect.stringContaining('Too late') },
    ]);
  });

  test('of each parcel, of the last one with the whole, and of the arrival', async () => {
    const { id } = await place(['OURS', 'THEIRS']);
    await carryOn('admin', id, 'processing');
    const parcel = (tracking_number: string) => ({ carrier: 'DPD', tracking_number });
    const first = await mailsOf(() => carryOn('vendor', id, 'shipped', parcel('ONE')));
    expect(first).toMatchObject([{ subject: expect.stringContaining('a part of your order') }]);
    expect(first[0]?.text).toContain('Carrier: DPD, tracking number ONE');
    const last = await mailsOf(() => carryOn('otherVendor', id, 'shipped', parcel('TWO')));
    expect(last).toMatchObject([{ subject: expect.stringMatching(/your order \d+ is on its way/) }]);
    expect(last[0]?.text).toMatch(/ONE[\s\S]*TWO/);
    expect(await mailsOf(() => carryOn('vendor', id, 'delivered'))).toEqual([]);
    const arrived = await mailsOf(() => carryOn('otherVendor', id, 'delivered'));
    expect(arrived).toMatchObject([{ subject: expect.stringContaining('has arrived') }]);
  });

  test('of what is sold out: its vendor', async () => {
    const body = { name: 'Rare lantern', sku: 'RARE', unit_price: 1, stock: 2 };
    await house.as('vendor').products.create({ body });
    const mails = await mailsOf(() => place(['RARE']));
    const told = mails.find(({ subject }) => subject?.includes('sold out'));
    expect(told).toMatchObject({ recipient: vendor.email, text: expect.stringContaining('Rare lantern (RARE)') });
  });

  test('of what runs low: its vendor, in the words of the store', async () => {
    const product = { name: 'Dwindling lantern', sku: 'DWINDLE', unit_price: 1, stock: 1_002 };
    await house.as('vendor').products.create({ body: product });
    const { store } = house.as('admin');
    const { locale, low_stock_threshold } = await store.get();
    await store.update({ body: { locale: 'de-de', low_stock_threshold: 1_000 } });
    onTestFinished(async () => void (await store.update({ body: { locale, low_stock_threshold } })));
    const mails = await mailsOf(() => place(['DWINDLE']));
    const [told, ...others] = mails.filter(({ subject }) => subject?.includes('running low'));
    expect(others).toEqual([]);
    expect(told).toMatchObject({ recipient: vendor.email, text: expect.stringContaining('(DWINDLE) has run low') });
    expect(told?.subject).toBe('main: Dwindling lantern is running low, 1.000 left');
    expect(mails.find(({ recipient }) => recipient === customer.email)?.text).toContain('0,02\u00a0£');
    expect(kindsOf(await jobsOf(() => place(['DWINDLE'])))).toEqual(['order_placed', 'order_received']);
  });

  test('of a webhook that is called no more: the admins, and not once it is called again', async () => {
    const { runtime, storeId, people } = house;
    const endpoint = await house.as('admin').webhookEndpoints.create({
      body: { url: 'https://hooks.example.com/', event_types: ['order.placed'] },
    });
    const actor = { storeId, actorId: null, role: 'house' } as const;
    const disable = () =>
      runtime.database.transact(actor, async (connection) => {
        const change = {
          is_enabled: false,
          disabled_reason: 'failing',
          disabled_at: runtime.clock.now().toISOString(),
        };
        await connection.updateTable('webhook_endpoints').set(change).where('id', '=', endpoint.id).execute();
        const about = { subject_type: 'webhook_endpoint', subject_id: endpoint.id } as const;
        await appendEvents(connection, actor, runtime.clock.now(), [{ type: 'webhook_endpoint.disabled', ...about }]);
      });
    const [mail, ...others] = await mailsOf(disable);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ recipient: people.admin.email, text: expect.stringContaining(endpoint.url) });
    const later = await jobsOf(disable);
    await house.as('admin').webhookEndpoints.update({ params: { id: endpoint.id }, body: { is_enabled: true } });
    expect(await mailsOf(() => work(later))).toEqual([]);
  });

  test('a dismissed vendor is not', async () => {
    const dismiss = (is_active: boolean) =>
      house.as('admin').users.update({ params: { id: otherVendor.id }, body: { is_active } });
    await dismiss(false);
    onTestFinished(async () => {
      await dismiss(true);
      house.forgetTokens();
    });
    expect(await mailsOf(() => place(['THEIRS']))).toMatchObject([{ recipient: customer.email }]);
  });
});

describe('nobody is mailed', () => {
  test('of what happened before the store was opened here', async () => {
    house.runtime.clock.advance(-90 * 86_400);
    onTestFinished(() => house.runtime.clock.advance(90 * 86_400));
    expect(await jobsOf(() => place())).toEqual([]);
  });

  test('of what carries an order on inside the house', async () => {
    const { id } = await place();
    expect(kindsOf(await jobsOf(() => carryOn('vendor', id, 'processing')))).toEqual([]);
  });
});

describe('an admin', () => {
  test('sees what was mailed, and the mail itself', async () => {
    const { id } = await place(['OURS'], 'über 🫖');
    const jobs = await jobsOf(() => house.as('customer').orders.cancel({ params: { id }, body: {} }));
    await work(jobs);
    const query = { subject_id: id, recipient_id: customer.id, kind: 'order_cancelled', state: 'sent' };
    const { data } = await house.as('admin').notifications.list({ query: { ...query, count: true } });
    expect(data).toMatchObject([{ recipient_email: customer.email, subject_type: 'order', attempts: 1 }]);
    const notification = await house.as('admin').notifications.get({ params: { id: data[0]?.id ?? '' } });
    expect(notification).toMatchObject(data[0] ?? {});
    const read = await simpleParser(notification.mail?.source ?? '');
    expect(notification.mail).toMatchObject({ text: read.text, html: read.html });
    expect(notification.mail?.text).toContain('£6.78');
    expect(read.messageId).toBe(notification.message_id);
    const { data: none } = await house.as('admin').notifications.list({ query: { ...query, state: 'failed,sending' } });
    expect(none).toEqual([]);
  });

  test('sees no mail that was sent away, and none whose file is gone', async () => {
    const job = await placedJob();
    await work([job]);
    const { id = '', message_id = '' } = (await rowOf(job)) ?? {};
    const mail_url = { kind: 'ses', region: 'eu-west-1', endpoint: null } as const;
    const { app } = await house.openAnother({ mail_url });
    expect((await house.as('admin', app).notifications.get({ params: { id } })).mail).toBeNull();
    const [, name = ''] = /^<(.*)@/.exec(message_id) ?? [];
    rmSync(join(folder, `${name}.eml`));
    expect((await house.as('admin').notifications.get({ params: { id } })).mail).toBeNull();
  });

  test('pages through the list', async () => {
    const admin = house.as('admin');
    const whole = await admin.notifications.list({ query: { limit: 100, sort: 'created_at' } });
    const ids: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await admin.notifications.list({
        query: { limit: 3, sort: 'created_at', ...(cursor && { cursor }) },
      });
      ids.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor);
    expect(ids).toEqual(whole.data.map(({ id }) => id));
  });
});
