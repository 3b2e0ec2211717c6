import { expect, test } from 'vitest';
import { addressValues } from '../../lib/address.ts';
import { changeOf } from './user-values.ts';

const noAddress = addressValues(null);

test('an address without a word in it is none', () => {
  expect(changeOf({ full_name: 'Ada', phone: '', address: noAddress })).toEqual({
    full_name: 'Ada',
    phone: null,
    address: null,
  });
});

test('an address that is begun is sent as it is, so that what it lacks is told', () => {
  const { address } = changeOf({ full_name: 'Ada', phone: '', address: { ...noAddress, city: 'London' } });
  expect(address).toMatchObject({ city: 'London', line1: '' });
});
