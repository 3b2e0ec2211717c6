import type { Fulfillment, OrderLine } from '@orderhouse/contracts';
import { expect, test } from 'vitest';
import { parcelsOf, summaryOf } from './parcels.ts';

const part = (vendor_id: string) => ({ vendor_id, status: 'shipped' }) as Fulfillment;
const line = (line_no: number, vendor_id: string) => ({ line_no, vendor_id, name: `No. ${line_no}` }) as OrderLine;

test('each line stands in the parcel of its vendor', () => {
  const lines = [line(1, 'v'), line(2, 'w'), line(3, 'v')];
  const parcels = parcelsOf({ status: 'shipped', fulfillments: [part('v'), part('w')], lines });
  expect(parcels.map((parcel) => parcel.lines.map(({ line_no }) => line_no))).toEqual([[1, 3], [2]]);
});

test('no line is lost, and no parcel is empty', () => {
  const parcels = parcelsOf({ status: 'delivered', fulfillments: [part('v')], lines: [line(1, 'w')] });
  expect(parcels).toMatchObject([{ fulfillment: { vendor_id: 'w', status: 'delivered' }, lines: [{ line_no: 1 }] }]);
});

test('an order is told in a line', () => {
  expect(summaryOf([{ name: 'Lantern', quantity: 2 }])).toBe('2 × Lantern');
  expect(
    summaryOf([
      { name: 'Lantern', quantity: 1 },
      { name: 'Jar', quantity: 4 },
    ]),
  ).toBe('Lantern and 1 more');
  expect(summaryOf([])).toBe('Nothing');
});
