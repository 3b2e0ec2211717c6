import type { Client, Product } from '@orderhouse/contracts';
import { finish, launchOrderhouse } from '../tests/support/program.ts';
import { type Credentials, openClient } from './client.ts';
import type { Ledger } from './ledger.ts';
import type { Receiver } from './receiver.ts';
import { toldEvents } from './untold.ts';

const password = 'Orderhouse-torture-1';
const customers_count = 32;
const vendors_count = 2;
const plenty_count = 60;
const scarce_count = 4;
const plenty = 1_000_000;
const scarce = 20;
/** The longest that a store can wait: 30 days. */
const process_never_seconds = 2_592_000;

interface Sold {
  id: string;
  sku: string;
  /** Units when the shop opened. */
  stock: number;
}

/** A store with people in it, and two kinds of goods: plenty, and what everybody wants and few get. */
export interface Shop {
  admin: Client;
  customers: Client[];
  plenty: readonly Sold[];
  scarce: readonly Sold[];
}

async function runCommand(args: string[], dataDir: string, env: Record<string, string>, input = ''): Promise<void> {
  const { code, said } = await finish(launchOrderhouse(args, dataDir, { env }), input);
  if (code !== 0) throw new Error(`orderhouse ${args.join(' ')} ended with ${code}:\n${said}`);
}

const person = (name: string): Credentials => ({ email: `${name}@torture.test`, password });

/** Makes the store and its admin by the command line, before a server runs. */
export async function foundStore(dataDir: string, env: Record<string, string>): Promise<void> {
  const store = ['--slug', 'torture', '--name', 'Torture', '--currency', 'GBP', '--time-zone', 'Europe/London'];
  await runCommand(['store', 'create', ...store], dataDir, env);
  const admin = ['--email', person('admin').email, '--name', 'Admin', '--role', 'admin'];
  await runCommand(['user', 'create', ...admin], dataDir, env, `${password}\n`);
}

async function openAccounts(admin: Client, role: 'vendor' | 'customer', count: number) {
  const opened = Array.from({ length: count }, (_, index) =>
    admin.users.create({ body: { ...person(`${role}-${index}`), full_name: `${role} ${index}`, role } }),
  );
  return Promise.all(opened);
}

async function sell(admin: Client, vendor_id: string, kind: string, count: number, stock: number): Promise<Product> {
  const variants = Array.from({ length: count }, (_, index) => ({
    sku: `${kind}-${index}`,
    unit_price: 100 + 7 * index,
    stock,
  }));
  return admin.products.create({ body: { name: kind, vendor_id, variants } });
}

/** Fills the store over the API: people, and goods of several vendors. */
export async function fillStore(addresses: readonly string[], ledger: Ledger): Promise<Shop> {
  const admin = openClient(addresses, 0, person('admin'), ledger);
  const vendors = await openAccounts(admin, 'vendor', vendors_count);
  const accounts = await openAccounts(admin, 'customer', customers_count);
  const customers = accounts.map((_, index) => openClient(addresses, index, person(`customer-${index}`), ledger));
  // Signing in is slow on purpose; it is not to keep them from shopping.
  await Promise.all(customers.map((customer) => customer.auth.me()));
  const sellAll = async (kind: string, count: number, stock: number) => {
    const products = await Promise.all(
      vendors.map(({ id }, index) => sell(admin, id, `${kind}-${index}`, count / vendors_count, stock)),
    );
    return products.flatMap(({ variants }) => variants.map(({ id, sku }) => ({ id, sku, stock })));
  };
  return {
    admin,
    customers,
    plenty: await sellAll('plenty', plenty_count, plenty),
    scarce: await sellAll('scarce', scarce_count, scarce),
  };
}

/** Has the store tell a receiver what becomes of orders, and leaves every order as its people leave it. */
export async function listen({ admin }: Pick<Shop, 'admin'>, receiver: Receiver): Promise<void> {
  await admin.store.update({ body: { auto_process_after_seconds: process_never_seconds } });
  const { secret } = await admin.webhookEndpoints.create({
    body: { url: receiver.url, event_types: [...toldEvents] },
  });
  receiver.trust(secret);
}
