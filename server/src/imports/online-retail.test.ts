import { describe, expect, it } from 'vitest';
import { localTimeReader } from './local-time.ts';
import { decideRow, onlineRetailReading, type SourceRecord } from './online-retail.ts';

const pounds = onlineRetailReading('GBP');
const sale: SourceRecord = {
  InvoiceNo: '536365',
  StockCode: '85123A',
  Description: 'WHITE HANGING HEART  T-LIGHT HOLDER ',
  Quantity: '6',
  InvoiceDate: '2010-12-01 08:26:00',
  UnitPrice: '2.55',
  CustomerID: '17850.0',
  Country: 'United Kingdom',
};
const decide = (change: Partial<SourceRecord>, reading = pounds) => decideRow({ ...sale, ...change }, reading);
const priced = (UnitPrice: string, currency = 'GBP') => {
  const decision = decide({ UnitPrice }, onlineRetailReading(currency));
  return 'accepted' in decision ? decision.accepted.unit_price : decision.rejected;
};

describe('a row of the online retail format', () => {
  it('becomes an order line', () => {
    expect(decide({})).toEqual({
      accepted: {
        external_reference: '536365',
        sku: '85123A',
        name: 'WHITE HANGING HEART T-LIGHT HOLDER',
        quantity: 6,
        unit_price: 255,
        placed_at: '2010-12-01T08:26:00.000Z',
        customer_reference: '17850',
        country: 'United Kingdom',
      },
    });
  });

  it('of a guest has no customer, and without a description is named by its SKU', () => {
    expect(decide({ CustomerID: '', Description: ' ' })).toMatchObject({
      accepted: { customer_reference: null, name: '85123A' },
    });
  });

  it.each([
    [{ InvoiceNo: 'C536379', Quantity: '-1', UnitPrice: '0' }, 'not a sale'],
    [{ InvoiceNo: 'A563185' }, 'not a sale'],
    [{ InvoiceNo: '53636', Quantity: 'x' }, 'not a sale'],
    [{ InvoiceNo: '5363651' }, 'not a sale'],
    [{ Quantity: '0', UnitPrice: '0' }, 'quantity below 1'],
    [{ Quantity: '-12', UnitPrice: '0.001' }, 'quantity below 1'],
    [{ UnitPrice: '0' }, 'price not positive'],
    [{ UnitPrice: '0.000' }, 'price not positive'],
    [{ UnitPrice: '-11062.06' }, 'price not positive'],
    [{ UnitPrice: '-0.001' }, 'price not positive'],
    [{ UnitPrice: '0.001' }, 'fraction of a penny'],
    [{ UnitPrice: '2.555' }, 'fraction of a penny'],
  ])('is rejected by the first reason that holds: %o', (change, reason) => {
    expect(decide(change)).toEqual({ rejected: reason });
  });

  it.each([
    [{ Quantity: '1.5' }, /Quantity/],
    [{ Quantity: '' }, /Quantity/],
    [{ Quantity: '1000001' }, /Quantity/],
    [{ UnitPrice: '2,55' }, /UnitPrice/],
    [{ UnitPrice: '1e3' }, /UnitPrice/],
    [{ UnitPrice: '100000000' }, /price/],
    [{ InvoiceDate: '12/1/2010 8:26' }, /InvoiceDate/],
    [{ InvoiceDate: '2011-02-29 08:26:00' }, /InvoiceDate/],
    [{ InvoiceDate: '2011-02-28 24:00:00' }, /InvoiceDate/],
    [{ StockCode: ' ' }, /StockCode/],
    [{ StockCode: 'x'.repeat(65) }, /StockCode/],
    [{ Description: 'caf\ufffd' }, /no text/],
    [{ Country: 'U\u0000K' }, /no text/],
  ])('is never guessed when it cannot be read: %o', (change, told) => {
    expect(decide(change)).toEqual({ rejected: expect.stringMatching(told) });
  });

  it('has its price moved exactly into the minor units of the currency', () => {
    expect(priced('1.005')).toBe('fraction of a penny');
    expect(priced('4.35')).toBe(435);
    expect(priced('1.10')).toBe(110);
    expect(priced('0.290')).toBe(29);
    expect(priced('13541.33')).toBe(1_354_133);
    expect(priced('500', 'JPY')).toBe(500);
    expect(priced('500.5', 'JPY')).toBe('fraction of a penny');
    expect(priced('1.234', 'KWD')).toBe(1_234);
  });
});

describe('local time', () => {
  const london = localTimeReader('Europe/London');

  it.each([
    ['2010-12-01 08:26:00', '2010-12-01T08:26:00.000Z'],
    ['2011-05-31 16:05', '2011-05-31T15:05:00.000Z'],
    ['2011-03-27 00:59:59', '2011-03-27T00:59:59.000Z'],
    ['2011-03-27 02:00:00', '2011-03-27T01:00:00.000Z'],
    ['2011-03-27 12:00:00', '2011-03-27T11:00:00.000Z'],
    ['2011-03-26 23:30:00', '2011-03-26T23:30:00.000Z'],
    ['2011-03-28 00:30:00', '2011-03-27T23:30:00.000Z'],
    ['2011-10-30 00:30:00', '2011-10-29T23:30:00.000Z'],
    ['2011-10-30 02:00:00', '2011-10-30T02:00:00.000Z'],
  ])('%s in London is %s', (local, instant) => {
    expect(london(local)).toBe(instant);
  });

  it('that came twice is the first, and that was skipped counts on from before (RFC 5545)', () => {
    expect(london('2011-10-30 01:30:00')).toBe('2011-10-30T00:30:00.000Z');
    expect(london('2011-03-27 01:30:00')).toBe('2011-03-27T01:30:00.000Z');
  });

  it('reads other zones', () => {
    expect(localTimeReader('Asia/Kolkata')('2011-05-31 16:05:00')).toBe('2011-05-31T10:35:00.000Z');
  });
});
