import { limits } from '@orderhouse/contracts';
import { addFailedJob } from './failed-job.ts';
import { formWith, sentForm } from './form.ts';
import { goodFile } from './good-file.ts';
import type { TestAnswer, TestHouse, TestRequest } from './house.ts';
import { addImport } from './import.ts';
import { addNotification } from './notification.ts';
import { leastCaller, type Operation, type Parameter } from './operations.ts';
import type { PersonName } from './people.ts';
import { shippingAddress } from './shipping-address.ts';

const json = { 'content-type': 'application/json' };

interface Sent extends Omit<TestRequest, 'method' | 'url' | 'as'> {
  /** The least of those who may, unless it is said. Null is nobody. */
  as?: PersonName | null;
  url?: string;
}

/** Calls operations of the document as the least of those who may, on things that there are. */
export interface OperationCaller {
  /** Makes new things for the operations to work on. */
  renewThings(): Promise<void>;
  /** @returns the body with the ids in it being of things that there are. */
  namingThings(body: unknown): unknown;
  /** Calls it as anybody, by its own address unless another is given. */
  call(operation: Operation, sent: Sent): Promise<TestAnswer>;
  /** Sends a body as it stands. */
  send(operation: Operation, body: string | Buffer, headers?: Record<string, string>): Promise<TestAnswer>;
  /** Sends a query as it stands; as the least of those who may, unless it is said. */
  ask(operation: Operation, query: string, as?: PersonName | null): Promise<TestAnswer>;
  /** Sends a good body, if there is one, with one parameter of this text. */
  sendWith(
    operation: Operation,
    parameter: Pick<Parameter, 'name' | 'in'>,
    text: string,
    body: unknown,
  ): Promise<TestAnswer>;
}

/** Whose things are worked on: who sells and who buys, both of one store. */
interface Owners {
  vendor: PersonName;
  customer: PersonName;
}

/** What can be worked on, by the resource that its path begins with, and ids by the names that bodies have for them. */
/** One that is still under way is not sent again. */
async function endDelivery({ runtime, storeId }: TestHouse, id: string): Promise<void> {
  const ended = { status: 'failed', next_attempt_at: null, finished_at: runtime.clock.now().toISOString() };
  await runtime.database.transact({ storeId, actorId: null, role: 'house' }, (connection) =>
    connection.updateTable('webhook_deliveries').set(ended).where('id', '=', id).execute(),
  );
}

/** A store has so many endpoints and no more: those of before make room. */
async function endEndpoints({ runtime, storeId }: TestHouse): Promise<void> {
  const ended = { deleted_at: runtime.clock.now().toISOString(), is_enabled: false };
  await runtime.database.transact({ storeId, actorId: null, role: 'house' }, (connection) =>
    connection.updateTable('webhook_endpoints').set(ended).where('deleted_at', 'is', null).execute(),
  );
}

async function makeThings(house: TestHouse, owners: Owners, serial: number) {
  const { otherCustomer } = house.people;
  const customer = house.people[owners.customer];
  const sku = `S-${serial}`;
  // Two variants, so that one may be taken out.
  const variants = [sku, `${sku}-L`].map((name) => ({ sku: name, unit_price: 1, stock: 9 }));
  const product = await house.as(owners.vendor).products.create({ body: { name: 'Lantern', variants } });
  const admin = house.people[owners.vendor].storeId === house.storeId ? 'admin' : 'strangeAdmin';
  const [category, place] = await Promise.all(
    ['Kept', 'Place'].map((name) => house.as(admin).categories.create({ body: { name: `${name} ${serial}` } })),
  );
  const image = await house.as(owners.vendor).products.addImage({
    params: { id: product.id },
    file: goodFile(['image/jpeg']),
  });
  const order = await house.as(owners.customer).orders.place({
    body: {
      lines: [{ sku, quantity: 1 }],
      shipping_address: shippingAddress,
      payment: { provider: 'simulated' },
    },
  });
  const endpoint = await house.as('admin').webhookEndpoints.create({
    body: { url: 'https://hooks.example.com/', event_types: ['order.placed'] },
  });
  const delivery = await house.as('admin').webhookEndpoints.test({ params: { id: endpoint.id } });
  await endDelivery(house, delivery.id);
  const variant_id = product.variants[0]?.id ?? '';
  const notifications = await addNotification(house, order.id);
  const jobs = await addFailedJob(house);
  const { id: imports } = await addImport(house, owners.vendor);
  const targets = {
    notifications,
    jobs,
    imports,
    orders: order.id,
    products: product.id,
    images: image.id,
    variants: variant_id,
    categories: category?.id ?? '',
    users: otherCustomer.id,
    'webhook-endpoints': endpoint.id,
    'webhook-deliveries': delivery.id,
  };
  const named = {
    customer_id: customer.id,
    vendor_id: product.vendor_id,
    variant_id,
    task: 'nothing.do',
    parent_id: place?.id ?? '',
    category_ids: [place?.id ?? ''],
  };
  return { targets: new Map(Object.entries(targets)), named: new Map<string, unknown>(Object.entries(named)) };
}

/** Fills the store of the owners, the main one unless it is said, with what the examples of the document name. */
export async function openOperationCaller(
  house: TestHouse,
  owners: Owners = { vendor: 'vendor', customer: 'customer' },
): Promise<OperationCaller> {
  // To sign in is to write; afterwards only the operations do.
  for (const name of ['customer', 'vendor', 'admin'] as const) await house.tokenOf(name);
  let serial = 0;
  let things = await makeThings(house, owners, serial);
  await house.as(owners.vendor).products.create({
    body: { name: 'As in the examples', sku: '71053', unit_price: 339, stock: limits.stock_max },
  });

  /** An operation on something that is not known here is called in vain. */
  const urlOf = ({ path }: Pick<Operation, 'path'>): string => {
    return path.replaceAll(
      /([^/]+)\/\{\w+\}/g,
      (_, resource: string) => `${resource}/${things.targets.get(resource) ?? house.storeId}`,
    );
  };
  /** What goes as a form, with a good file; what is written out already goes as it stands. */
  const formOf = async ({ file }: Operation, { body, headers }: Pick<Sent, 'body' | 'headers'>) => {
    if (file === null || typeof body === 'string' || Buffer.isBuffer(body)) return {};
    const form = await sentForm(formWith(goodFile(file), body as object));
    return { body: form.body, headers: { ...headers, ...form.headers } };
  };
  const call = async (operation: Operation, { as = leastCaller(operation), ...sent }: Sent) => {
    const form = await formOf(operation, sent);
    return house.request({ method: operation.method, url: urlOf(operation), ...sent, ...form, ...(as && { as }) });
  };
  const namingThings = (body: unknown): unknown => {
    if (Array.isArray(body)) return body.map(namingThings);
    if (typeof body !== 'object' || body === null) return body;
    const entries = Object.entries(body).map(([key, value]) => [key, things.named.get(key) ?? namingThings(value)]);
    return Object.fromEntries(entries);
  };

  return {
    namingThings,
    call,
    async renewThings() {
      serial += 1;
      await endEndpoints(house);
      things = await makeThings(house, owners, serial);
    },
    send: (operation, body, headers = json) => call(operation, { body, headers }),
    ask: (operation, query, as = leastCaller(operation)) =>
      call(operation, { as, url: `${urlOf(operation)}?${query}` }),
    sendWith(operation, { name, in: place }, text, body) {
      const sent = body === null ? {} : { body: namingThings(body) };
      if (place === 'header') return call(operation, { ...sent, headers: { [name.toLowerCase()]: text } });
      const encoded = encodeURIComponent(text);
      if (place === 'path') {
        const path = operation.path.replace(`{${name}}`, encoded);
        return call(operation, { ...sent, url: urlOf({ path }) });
      }
      return call(operation, { ...sent, url: `${urlOf(operation)}?${encodeURIComponent(name)}=${encoded}` });
    },
  };
}

/** @returns the places that a problem points at. */
export function pointersOf({ body }: TestAnswer): string[] {
  return (body?.errors ?? []).map(({ pointer }: { pointer: string }) => pointer);
}

/** @returns whether the answer is a problem that points at a place, or below it, and nowhere else. */
export function pointsAt(answer: TestAnswer, place: string): boolean {
  const pointers = pointersOf(answer);
  const isProblem = answer.headers['content-type'] === 'application/problem+json';
  const isThere = pointers.every((found) => found === place || found.startsWith(`${place}/`));
  return isProblem && pointers.length > 0 && isThere;
}
