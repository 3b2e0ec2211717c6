import { expect, test } from 'vitest';
import { formatMoney, readMoney } from './money.ts';

const pounds = { currency: 'GBP', locale: 'en-GB' };
const euros = { currency: 'EUR', locale: 'de-DE' };
const yen = { currency: 'JPY', locale: 'ja-JP' };

test('an amount is read as it is written', () => {
  expect(readMoney('3.39', pounds)).toBe(339);
  expect(readMoney('£1,200.50', pounds)).toBe(120_050);
  expect(readMoney('1.200,50 €', euros)).toBe(120_050);
  expect(readMoney(formatMoney(120_050, euros), euros)).toBe(120_050);
  expect(readMoney('¥500', yen)).toBe(500);
});

test('what is no amount is none', () => {
  expect(readMoney('', pounds)).toBeUndefined();
  expect(readMoney('cheap', pounds)).toBeUndefined();
  expect(readMoney('1.2.3', pounds)).toBeUndefined();
});
