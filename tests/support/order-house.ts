import type { Client, OrderInput } from '@orderhouse/contracts';
import { openTestHouse } from './index.ts';
import { shippingAddress } from './shipping-address.ts';

/** @returns an order of these lines. */
export const orderFor = (...lines: OrderInput['lines']): OrderInput => ({ lines, shipping_address: shippingAddress });

/** A house whose vendors sell what a test orders, each thing by a SKU of its own. */
export async function openOrderHouse() {
  const house = await openTestHouse();
  const admin = house.as('admin');
  const vendor = house.as('vendor');
  const otherVendor = house.as('otherVendor');
  const customer = house.as('customer');
  const otherCustomer = house.as('otherCustomer');
  let made = 0;

  /** A product with one variant, and its SKU. */
  async function sell(stock: number, more: { unit_price?: number; by?: Client } = {}) {
    const sku = `T-${++made}`;
    const { by = vendor, unit_price = 250 } = more;
    const product = await by.products.create({ body: { name: `Thing ${made}`, sku, unit_price, stock } });
    const [variant] = product.variants;
    if (!variant) throw new Error('a product has a variant');
    return { sku, product, variant };
  }

  async function stockOf(productId: string): Promise<number | undefined> {
    return (await admin.products.get({ params: { id: productId } })).variants[0]?.stock;
  }

  /** Ten of a new thing are there, and a customer has ordered some. */
  async function placed(quantity = 1) {
    const thing = await sell(10);
    const order = await customer.orders.place({ body: orderFor({ sku: thing.sku, quantity }) });
    return { ...thing, order };
  }

  return { house, admin, vendor, otherVendor, customer, otherCustomer, sell, stockOf, placed };
}
