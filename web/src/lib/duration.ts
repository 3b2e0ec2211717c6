import { numberFormat } from './formats.ts';

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** @returns so many seconds in the largest unit that they are whole of: `5 minutes`, `90 seconds`, `30 days`. */
export function formatDuration(seconds: number, locale: string): string {
  const [unit, size] = units.find(([, size]) => seconds >= size && seconds % size === 0) ?? (['second', 1] as const);
  return numberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / size);
}
