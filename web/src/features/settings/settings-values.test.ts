import { api } from '@orderhouse/contracts';
import { expect, test } from 'vitest';
import { faultsOf } from '../../lib/form-errors.ts';
import { changeOf, type SettingsValues, withCurrent } from './settings-values.ts';

const values: SettingsValues = {
  name: 'Demo store',
  time_zone: 'Europe/London',
  locale: 'en-GB',
  cancel_window_seconds: 300,
  auto_process_after_seconds: 300,
  low_stock_threshold: 5,
  open_registration: true,
  password_length_min: 8,
  password_needs_all_kinds: true,
  payment_providers: ['manual'],
};

test('what the fields hold fits the contract', () => {
  expect(faultsOf(api.store.update.body, changeOf(values))).toEqual({});
});

test('a number that was emptied is told at its field', () => {
  const faults = faultsOf(api.store.update.body, changeOf({ ...values, low_stock_threshold: '', name: '' }));
  expect(Object.keys(faults).toSorted()).toEqual(['low_stock_threshold', 'name']);
});

test('a time zone that the browser does not know stays as it is set', () => {
  expect(withCurrent(['Europe/London'], 'Mars/Olympus')).toEqual(['Mars/Olympus', 'Europe/London']);
  expect(withCurrent(['Europe/London'], 'Europe/London')).toEqual(['Europe/London']);
});
