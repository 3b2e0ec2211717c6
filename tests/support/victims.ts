import { indexProducts } from '../../server/src/catalogue/search/index-products.ts';
import { addFailedJob } from './failed-job.ts';
import { goodFile } from './good-file.ts';
import type { TestHouse } from './house.ts';
import { addRefusingImport } from './import.ts';
import { addNotification } from './notification.ts';
import type { PersonName } from './people.ts';

const address = { name: 'Vera Victim', line1: '13 Hidden Lane', city: 'London', postal_code: 'SW1Y', country: 'GB' };

/** What belongs to the first vendor and the first customer of the main store, and to nobody else. */
export interface Victims {
  /** Of the order, of both products and their variants, of both people, and of what the admin sees of mail, jobs and webhooks. */
  ids: readonly string[];
  /** Names, e-mail addresses, SKUs and what else they can be searched by. */
  words: readonly string[];
  /** Of their order. */
  number: number;
  /** What anybody in their store may see and order. */
  onSale: { product: string; variant: string };
  /** @returns everything that they have and that no stranger may change, as an admin of their store sees it. */
  whatTheyHave(): Promise<unknown>;
  /** @returns what a person reads in an answer of theirs, and neither may see nor said itself. */
  leakedTo(as: PersonName | null, answer: string, said: string): string[];
}

/** An address of e-mail may be the end of another. */
function isTold(answer: string, text: string): boolean {
  return new RegExp(`(?<!\\w)${text.replaceAll('.', '\\.')}`).test(answer);
}

/** Gives the first vendor and the first customer of the main store names, products and an order. */
export async function makeVictims(house: TestHouse): Promise<Victims> {
  const { customer, vendor } = house.people;
  const [asVendor, asCustomer, asAdmin] = [house.as('vendor'), house.as('customer'), house.as('admin')];
  await asCustomer.auth.updateMe({ body: { full_name: 'Vera Victim', phone: '+44 20 7946 1313', address } });
  await asVendor.auth.updateMe({ body: { full_name: 'Victor Victim' } });
  const category = await asAdmin.categories.create({ body: { name: 'Hidden alley lamps' } });
  const create = (name: string, sku: string, status: 'draft' | 'active') =>
    asVendor.products.create({
      body: { name, sku, unit_price: 339, stock: 500, status, category_ids: [category.id] },
    });
  const secret = await create('Unreleased lantern', 'SECRET-1', 'draft');
  const secretImage = await asVendor.products.addImage({
    params: { id: secret.id },
    file: goodFile(['image/jpeg']),
  });
  const sold = await create('Lantern in the window', 'SOLD-1', 'active');
  await indexProducts(house.runtime, house.storeId);
  const lines = [{ sku: 'SOLD-1', quantity: 2 }];
  const order = await asCustomer.orders.place({
    body: { lines, shipping_address: address, payment: { provider: 'simulated' }, notes: 'for Vera alone' },
  });

  const endpoint = await asAdmin.webhookEndpoints.create({
    body: { url: 'https://hooks.example.com/victim', event_types: ['order.placed'] },
  });
  const delivery = await asAdmin.webhookEndpoints.test({ params: { id: endpoint.id } });
  const theirImport = await addRefusingImport(house, 'vendor');
  const behind = [
    endpoint.id,
    delivery.id,
    theirImport.id,
    await addFailedJob(house),
    await addNotification(house, order.id),
  ];

  const secretVariant = secret.variants[0]?.id ?? '';
  const onSale = { product: sold.id, variant: sold.variants[0]?.id ?? '' };
  // Who sells what is told beside what is sold, to everybody in the store.
  const inTheWindow = [onSale.product, onSale.variant, vendor.id, 'SOLD-1', 'Lantern in the window', category.id];
  const words = [customer.email, vendor.email, 'Vera Victim', 'Victor Victim', 'Unreleased lantern', 'SECRET-1'];
  const told = [
    ...words,
    ...behind,
    order.id,
    secret.id,
    secretVariant,
    secretImage.id,
    customer.id,
    '7946 1313',
    '13 Hidden Lane',
    'Vera alone',
  ];

  return {
    ids: [
      order.id,
      secret.id,
      secretVariant,
      secretImage.id,
      onSale.product,
      onSale.variant,
      customer.id,
      vendor.id,
      ...behind,
    ],
    words: [...words, 'SOLD-1', 'nothing.do', category.slug],
    number: order.number,
    onSale,
    async whatTheyHave() {
      const params = { id: order.id };
      return Promise.all([
        asAdmin.orders.get({ params }),
        asAdmin.orders.listPayments({ params }),
        asAdmin.orders.events({ params }),
        asAdmin.orders.list({ query: { customer_id: customer.id } }),
        asAdmin.products.get({ params: { id: secret.id } }),
        asAdmin.variants.listAdjustments({ params: { id: secretVariant } }),
        // Whoever orders what is on sale takes from its stock.
        asAdmin.products
          .list({ query: { vendor_id: vendor.id } })
          .then(({ data }) => data.map(({ id, version }) => [id, version])),
        asAdmin.users.get({ params: { id: customer.id } }),
        asAdmin.users.get({ params: { id: vendor.id } }),
        asAdmin.store.get(),
        asAdmin.categories.get({ params: { id: category.id } }),
        asAdmin.webhookEndpoints.get({ params: { id: endpoint.id } }),
        asAdmin.webhookEndpoints.deliveries({ params: { id: endpoint.id } }),
        asAdmin.jobs.list({ query: {} }),
        asVendor.imports.list({ query: {} }),
        asVendor.imports.errors({ params: { id: theirImport.id }, query: {} }),
      ]);
    },
    leakedTo(as, answer, said) {
      const isNeighbour = as === null || house.people[as].storeId === house.storeId;
      const secrets = isNeighbour ? told : [...told, ...inTheWindow];
      return secrets.filter((text) => !said.includes(text) && isTold(answer, text));
    },
  };
}
