import { openApiDocument } from '@orderhouse/contracts';
import { beforeAll, describe, expect, test } from 'vitest';
import { openTestHouse, type TestRequest } from './support/index.ts';
import { shippingAddress } from './support/shipping-address.ts';

/**
 * Every route of the OpenAPI document is called by everybody whose business it is not. The routes come from the
 * document, so a new one is covered without anyone adding it here.
 */
const house = await openTestHouse();
const strangers = ['strangeAdmin', 'strangeVendor', 'strangeCustomer'] as const;
const neighbours = ['otherVendor', 'otherCustomer'] as const;
const methods = ['get', 'post', 'patch', 'put', 'delete'] as const;

interface Operation {
  requestBody?: { content: { 'application/json': { example?: object } } };
}

const routes = Object.entries(openApiDocument().paths).flatMap(([path, operations]) =>
  methods.flatMap((method) => {
    const operation = (operations as Partial<Record<(typeof methods)[number], Operation>>)[method];
    const body = operation?.requestBody?.content['application/json'].example;
    return operation ? [{ path, method: method.toUpperCase() as TestRequest['method'], body }] : [];
  }),
);
const ofOneThing = routes.filter(({ path }) => path.includes('{'));
const ofLists = routes.filter(({ path, method }) => method === 'GET' && !path.includes('{'));

/** What belongs to the first vendor and the first customer of the main store, and to nobody else. */
async function makeVictims() {
  const vendor = house.as('vendor');
  const secret = await vendor.products.create({
    body: { name: 'Unreleased lantern', sku: 'SECRET-1', unit_price: 339, stock: 5, status: 'draft' },
  });
  const sold = await vendor.products.create({ body: { name: 'Lantern', sku: 'SOLD-1', unit_price: 339, stock: 5 } });
  const order = await house.as('customer').orders.place({
    body: {
      lines: [{ sku: sold.variants[0]?.sku ?? '', quantity: 2 }],
      shipping_address: shippingAddress,
      payment: { provider: 'simulated' },
      notes: 'for the victim alone',
    },
  });
  const ids = [order.id, secret.id, secret.variants[0]?.id ?? '', house.people.customer.id, house.people.vendor.id];
  return { ids, order, secret };
}

let victims: Awaited<ReturnType<typeof makeVictims>>;

/** Everything of the victims, as an admin of their store sees it. */
async function whatTheyHave() {
  const admin = house.as('admin');
  const params = { id: victims.order.id };
  return {
    order: await admin.orders.get({ params }),
    payments: await admin.orders.listPayments({ params }),
    events: await admin.orders.events({ params }),
    secret: await admin.products.get({ params: { id: victims.secret.id } }),
    adjustments: await admin.variants.listAdjustments({ params: { id: victims.secret.variants[0]?.id ?? '' } }),
    customer: await admin.users.get({ params: { id: house.people.customer.id } }),
    vendor: await admin.users.get({ params: { id: house.people.vendor.id } }),
    store: await admin.store.get(),
  };
}

beforeAll(async () => {
  victims = await makeVictims();
});

test('the document has routes of one thing and of lists', () => {
  expect(ofOneThing.length).toBeGreaterThan(10);
  expect(ofLists.length).toBeGreaterThan(3);
});

describe.each(ofOneThing)('$method $path', ({ path, method, body }) => {
  test.each([...strangers, ...neighbours, null])('is nothing to %s', async (as) => {
    const before = await whatTheyHave();
    for (const id of victims.ids) {
      const answer = await house.request({
        method,
        url: path.replaceAll(/\{\w+\}/g, id),
        ...(body && { body }),
        ...(as && { as }),
      });
      expect([401, 403, 404], `${method} ${path} with ${id} as ${as}: ${answer.text}`).toContain(answer.status);
      expect(answer.text).not.toMatch(/Unreleased|victim|St James/);
    }
    expect(await whatTheyHave()).toEqual(before);
  });
});

describe.each(ofLists)('GET $path', ({ path }) => {
  test.each([...strangers, ...neighbours, null])('shows %s nothing of theirs', async (as) => {
    const answer = await house.request({ method: 'GET', url: path, ...(as && { as }) });
    expect(answer.text).not.toMatch(/Unreleased|SECRET-1|victim|St James/);
    for (const id of [victims.order.id, victims.secret.id, house.people.customer.id])
      expect(answer.text).not.toContain(id);
  });
});
