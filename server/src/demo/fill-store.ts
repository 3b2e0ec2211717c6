import type { ProductStatus, Role } from '@orderhouse/contracts';
import { createHashing, createUser, recommendedCost } from '../accounts/index.ts';
import { createCategory, createProduct, updateProduct } from '../catalogue/index.ts';
import type { Caller } from '../platform/caller.ts';
import type { Claim } from '../platform/idempotency/claim.ts';
import type { Runtime } from '../platform/runtime.ts';
import { demoCategories, shelvesOf } from './categories.ts';
import { Lanes } from './lanes.ts';
import { admin, customers, type DemoPerson, password, type Range, vendors } from './people.ts';
import { history_days, type Step } from './plan.ts';
import type { DemoProduct } from './products.ts';

/** The people of the demo, as those who act. */
export interface Cast {
  admin: Caller;
  vendors: Readonly<Record<Range, Caller>>;
  customers: readonly Caller[];
}

/** Each deed has its key, so that a seed that was cut short is taken up where it was. */
export const claimOf = (actorId: string | null, deed: string): Claim => ({
  key: `${actorId ?? 'house'}:demo:${deed}`,
  fingerprint: 'demo',
});

/** The same world at another time. */
export const at = (runtime: Runtime, instant: Date): Runtime => ({ ...runtime, clock: { now: () => instant } });

const day_ms = 86_400_000;
/** When the store opened, before the first order. */
export const opening = (now: Date) => new Date(now.getTime() - (history_days + 14) * day_ms);

/** Opens the accounts of the demo. */
export async function createPeople(runtime: Runtime, storeId: string, now: Date): Promise<Cast> {
  const accounts = { runtime: at(runtime, opening(now)), hashing: createHashing(recommendedCost) };
  const house = { storeId, actorId: null, role: 'house' } as const;
  const open = async (role: Role, person: DemoPerson): Promise<Caller> => {
    const { body } = await createUser(
      accounts,
      house,
      { ...person, role, password },
      claimOf(null, `user:${person.email}`),
    );
    return { storeId, actorId: body.id, role, sessionId: null };
  };
  const [adminCaller, home, kitchen, party, ...buyers] = await Promise.all([
    open('admin', admin),
    open('vendor', vendors.home),
    open('vendor', vendors.kitchen),
    open('vendor', vendors.party),
    ...customers.map((customer) => open('customer', customer)),
  ]);
  return { admin: adminCaller, vendors: { home, kitchen, party }, customers: buyers };
}

function unitsOrdered(steps: readonly Step[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const step of steps) {
    if (step.deed !== 'place') continue;
    for (const { sku = '', quantity } of step.lines) units.set(sku, (units.get(sku) ?? 0) + quantity);
  }
  return units;
}

/** Makes the tree of categories. @returns the ids by path. */
async function createCategories(runtime: Runtime, cast: Cast, now: Date): Promise<ReadonlyMap<string, string>> {
  const then = at(runtime, opening(now));
  const ids = new Map<string, string>();
  for (const [path, name] of demoCategories) {
    const slugs = path.split('/');
    const slug = slugs.pop() ?? '';
    const parent_id = ids.get(slugs.join('/')) ?? null;
    const claim = claimOf(cast.admin.actorId, `category:${path}`);
    const { body } = await createCategory(then, cast.admin, { name, slug, parent_id }, claim);
    ids.set(path, body.id);
  }
  return ids;
}

async function addProduct(
  runtime: Runtime,
  vendor: Caller,
  product: DemoProduct,
  stock: number,
  category_ids: string[],
): Promise<string> {
  const { sku, name, description, unit_price } = product;
  const status: ProductStatus = product.status === 'draft' ? 'draft' : 'active';
  const input = { sku, name, description, unit_price, status, stock, category_ids };
  const { body } = await createProduct(runtime, vendor, input, claimOf(vendor.actorId, `product:${sku}`));
  if (product.status === 'archived') await updateProduct(runtime, vendor, body.id, { status: 'archived' });
  const [variant] = body.variants;
  if (!variant) throw new Error(`${sku} has no variant`);
  return variant.id;
}

/** Adds the products, with enough in stock for the orders to come. @returns the variant of each SKU. */
export async function createProducts(
  runtime: Runtime,
  cast: Cast,
  products: readonly DemoProduct[],
  steps: readonly Step[],
  now: Date,
): Promise<Map<string, string>> {
  const categories = await createCategories(runtime, cast, now);
  const ordered = unitsOrdered(steps);
  const variants = new Map<string, string>();
  const lanes = new Lanes(Object.keys(cast.vendors).length);
  for (const [place, product] of products.entries()) {
    await lanes.begin([product.range], async () => {
      const stock = (ordered.get(product.sku) ?? 0) + product.spare;
      const shelf = shelvesOf(product).flatMap((path) => categories.get(path) ?? []);
      // An hour apart, so that the newest products are the last of the file.
      const then = at(runtime, new Date(opening(now).getTime() + place * 3_600_000));
      variants.set(product.sku, await addProduct(then, cast.vendors[product.range], product, stock, shelf));
    });
  }
  await lanes.all();
  return variants;
}
