import { expect, it } from 'vitest';
import { productOf } from './imported-product.ts';
import type { SkuUse } from './product-statements.ts';

const use = (rows: number, change: Partial<SkuUse>): SkuUse => ({
  sku_key: '22719',
  sku: '22719',
  name: 'GUMBALL MONOCHROME COAT RACK',
  unit_price: 125,
  rows,
  ...change,
});
const named = (...uses: SkuUse[]) => productOf(uses, () => 'id');

it('has the most frequent name, spelling and price', () => {
  const product = named(
    use(2, { unit_price: 249, name: 'COAT RACK' }),
    use(3, { sku: '22719a' }),
    use(2, { sku: '22719A', unit_price: 249 }),
  );
  expect(product).toMatchObject({ sku: '22719a', unit_price: 249, name: 'GUMBALL MONOCHROME COAT RACK' });
});

it('is not named by a note while there is a name', () => {
  const product = named(use(9, { name: 'wrong code' }), use(8, { name: '?' }), use(1, {}));
  expect(product.name).toBe('GUMBALL MONOCHROME COAT RACK');
  expect(named(use(9, { name: '72 SWEETHEART FAIRY CAKE CASES' })).name).toBe('72 SWEETHEART FAIRY CAKE CASES');
  expect(named(use(9, { name: 'damaged' })).name).toBe('damaged');
});

it('has a name that fits', () => {
  expect(named(use(1, { name: 'LONG '.repeat(200) })).name).toHaveLength(300);
});
