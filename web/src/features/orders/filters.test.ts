import { describe, expect, test } from 'vitest';
import { filtersOf, isNarrowed, shownStatuses, statusParam } from './filters.ts';
import { ordersSearch } from './search.ts';

describe('an address of the room', () => {
  test('keeps what it knows and leaves the rest out', () => {
    expect(
      ordersSearch({
        status: 'pending,lost',
        payment: 'paid',
        from: '2026-02-31x',
        number: '1042',
        vendor: 'me',
        x: 1,
      }),
    ).toEqual({ status: 'pending', payment: 'paid', number: 1042 });
    expect(ordersSearch({ status: 'all' })).toEqual({ status: 'all' });
  });
});

describe('the states that are shown', () => {
  test('are those that need doing, to a vendor who has chosen none', () => {
    expect(shownStatuses({}, 'vendor')).toEqual(['pending', 'processing']);
    expect(shownStatuses({ status: 'all' }, 'vendor')).toEqual([]);
    expect(shownStatuses({}, 'customer')).toEqual([]);
  });

  test.each([
    [['pending', 'processing'], 'vendor', undefined],
    [['processing', 'pending'], 'vendor', undefined],
    [[], 'vendor', 'all'],
    [[], 'admin', undefined],
    [['shipped', 'pending'], 'admin', 'pending,shipped'],
    [['pending', 'processing', 'shipped', 'delivered', 'cancelled'], 'customer', 'all'],
  ] as const)('%j of a %s stand in the address as %s', (chosen, role, param) => {
    expect(statusParam(chosen, role)).toBe(param);
    expect(shownStatuses(param === undefined ? {} : { status: param }, role)).toHaveLength(chosen.length % 5);
  });
});

describe('the list that is asked for', () => {
  test('begins and ends with days of the store', () => {
    expect(filtersOf({ from: '2026-03-29', to: '2026-03-29' }, 'customer', 'Europe/London')).toEqual({
      placed_from: '2026-03-29T00:00:00.000Z',
      // The clock has gone forward in between: that day has 23 hours.
      placed_to: '2026-03-29T23:00:00.000Z',
    });
  });

  test('names a vendor for an admin alone', () => {
    const vendor = '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a2c';
    expect(filtersOf({ vendor }, 'admin', 'UTC')).toEqual({ vendor_id: vendor });
    expect(filtersOf({ vendor, status: 'all' }, 'vendor', 'UTC')).toEqual({});
  });
});

test('a list is narrowed by anything but the wish to see all', () => {
  expect(isNarrowed({})).toBe(false);
  expect(isNarrowed({ status: 'all' })).toBe(false);
  expect(isNarrowed({ status: 'shipped' })).toBe(true);
  expect(isNarrowed({ customer: 'Ada' })).toBe(true);
});
