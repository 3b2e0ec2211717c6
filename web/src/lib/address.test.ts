import { expect, test } from 'vitest';
import { addressOf, addressValues, isBlank } from './address.ts';

const address = {
  name: 'Ada Lovelace',
  line1: '12 St James’s Square',
  city: 'London',
  postal_code: 'SW1Y',
  country: 'GB',
};

test('an address goes into fields and comes out as it was', () => {
  expect(addressOf(addressValues(address))).toEqual(address);
  expect(addressOf(addressValues({ ...address, line2: 'Flat 2', region: 'Greater London' }))).toEqual({
    ...address,
    line2: 'Flat 2',
    region: 'Greater London',
  });
});

test('what is needed is sent although it is empty, so that the fault stands at its field', () => {
  expect(addressOf(addressValues({ name: 'Ada' }))).toMatchObject({ name: 'Ada', line1: '' });
});

test('a chosen country is no address yet', () => {
  expect(isBlank(addressValues(null))).toBe(true);
  expect(isBlank(addressValues({ country: 'GB' }))).toBe(true);
  expect(isBlank(addressValues(address))).toBe(false);
});
