import type { catalogue, ProductInput, QueryOf } from '@orderhouse/contracts';
import { openTestHouse } from './index.ts';

/** A house whose vendors offer lanterns, each by a name and a SKU of its own. */
export async function openCatalogueHouse() {
  const house = await openTestHouse();
  const admin = house.as('admin');
  const vendor = house.as('vendor');
  const otherVendor = house.as('otherVendor');
  const customer = house.as('customer');
  const visitor = house.as(null);
  let made = 0;

  function simple(more: Partial<ProductInput> = {}): ProductInput {
    made += 1;
    return { name: `Lantern ${made}`, sku: `C-${made}`, unit_price: 339, stock: 12, ...more };
  }

  const create = (more: Partial<ProductInput> = {}, by = vendor) => by.products.create({ body: simple(more) });
  const listed = async (query: QueryOf<typeof catalogue.list>, by = visitor) =>
    (await by.products.list({ query: { limit: 100, ...query } })).data.map((product) => product.name);

  return { house, admin, vendor, otherVendor, customer, visitor, simple, create, listed };
}
