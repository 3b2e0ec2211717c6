import { expect, it } from 'vitest';
import { addressIn } from './countries.ts';

it.each([
  ['United Kingdom', 'GB'],
  ['EIRE', 'IE'],
  ['USA', 'US'],
  ['Czech Republic', 'CZ'],
  ['Hong Kong', 'HK'],
  ['netherlands', 'NL'],
])('%s is %s', (name, country) => {
  expect(addressIn(name)).toEqual({ country });
});

it.each(['Channel Islands', 'European Community', 'Unspecified'])('%s is no country of ISO 3166-1', (country_name) => {
  expect(addressIn(country_name)).toEqual({ country_name });
});

it('knows nothing of nothing', () => {
  expect(addressIn(null)).toEqual({});
});
