import { expect, test } from 'vitest';
import { countriesIn } from './countries.ts';

test('lists the countries of ISO 3166-1, by name', () => {
  const countries = countriesIn('en-GB');
  expect(countries).toHaveLength(249);
  expect(countries).toContainEqual({ code: 'GB', name: 'United Kingdom' });
  expect(countries[0]?.name).toBe('Afghanistan');
});

test('names them in the language of the store', () => {
  expect(countriesIn('de-DE')).toContainEqual({ code: 'GB', name: 'Vereinigtes Königreich' });
});
