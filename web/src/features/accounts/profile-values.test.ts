import type { User } from '@orderhouse/contracts';
import { expect, test } from 'vitest';
import { changeOf, valuesOf } from './profile-values.ts';

const address = {
  name: 'Ada Lovelace',
  line1: '12 St James’s Square',
  city: 'London',
  postal_code: 'SW1Y',
  country: 'GB',
};
const user = { full_name: 'Ada Lovelace', username: 'ada', phone: null, address } as User;

test('a profile that nobody touched is sent as it was', () => {
  expect(changeOf(valuesOf(user))).toEqual({ full_name: 'Ada Lovelace', username: 'ada', phone: null, address });
});

test('what was emptied is taken out', () => {
  const values = valuesOf({ ...user, address: null });
  expect(changeOf({ ...values, username: ' ', phone: '' })).toMatchObject({
    username: null,
    phone: null,
    address: null,
  });
});

test('an address that is begun is sent as it is, so that what it lacks is told', () => {
  const values = valuesOf({ ...user, address: null });
  const begun = { ...values.address, line1: '1 High Street' };
  expect(changeOf({ ...values, address: begun }).address).toMatchObject({ line1: '1 High Street', city: '' });
});
