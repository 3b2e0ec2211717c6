import { NumberInput, type NumberInputProps } from '@mantine/core';
import { formatDuration } from '../../lib/duration.ts';
import { useStore } from '../../lib/store.ts';

// So many minutes say little to anybody.
const told_from_seconds = 7_200;

interface MinutesInputProps extends Omit<NumberInputProps, 'value' | 'defaultValue' | 'onChange' | 'description'> {
  description: string;
  /** In seconds; `''` while nothing is in it. */
  value?: number | '';
  onChange?: (seconds: number | '') => void;
}

/** A time, typed in minutes and kept in seconds. */
export function MinutesInput({ value = '', onChange, description, ...input }: MinutesInputProps) {
  const { locale } = useStore();
  const told = value !== '' && value >= told_from_seconds ? ` Now: ${formatDuration(value, locale)}.` : '';
  return (
    <NumberInput
      {...input}
      description={`${description}${told}`}
      value={value === '' ? '' : value / 60}
      onChange={(minutes) => onChange?.(typeof minutes === 'number' ? Math.round(minutes * 60) : '')}
      min={0}
      decimalScale={2}
      allowNegative={false}
      rightSection={<span aria-hidden="true">min</span>}
      rightSectionWidth={48}
      hideControls
    />
  );
}
