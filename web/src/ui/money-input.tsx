import { NumberInput, type NumberInputProps } from '@mantine/core';
import { limits } from '@orderhouse/contracts';
import { formatMoney, marksOf, minorDigits, toMajor, toMinor } from '../lib/money.ts';
import { useStore } from '../lib/store.ts';

interface MoneyInputProps extends Omit<NumberInputProps, 'value' | 'defaultValue' | 'onChange'> {
  /** In minor units; `''` while nothing is in it. */
  value?: number | '';
  onChange?: (minor: number | '') => void;
}

/** What is typed comes as text where a number would lose of it: `2.50`, `0.0`, `3.`. */
function minorOf(major: number | string, currency: string): number | '' {
  const amount = major === '' ? Number.NaN : Number(major);
  return Number.isFinite(amount) ? toMinor(amount, currency) : '';
}

/** An amount, written as the store's language writes it and kept in minor units. */
export function MoneyInput({ value = '', onChange, error, ...input }: MoneyInputProps) {
  const { currency, locale } = useStore();
  const { decimal, thousands } = marksOf(locale);
  const digits = minorDigits(currency);
  // The contract judges minor units, which nobody has typed.
  const isTooMuch = error && value !== '' && value > limits.unit_price_max;
  return (
    <NumberInput
      {...input}
      error={isTooMuch ? `No more than ${formatMoney(limits.unit_price_max, { currency, locale })}.` : error}
      value={value === '' ? '' : toMajor(value, currency)}
      onChange={(major) => onChange?.(minorOf(major, currency))}
      decimalSeparator={decimal}
      thousandSeparator={thousands}
      decimalScale={digits}
      fixedDecimalScale
      allowNegative={false}
      hideControls
      inputMode={digits === 0 ? 'numeric' : 'decimal'}
      rightSection={<span aria-hidden="true">{currency}</span>}
      rightSectionWidth={52}
    />
  );
}
