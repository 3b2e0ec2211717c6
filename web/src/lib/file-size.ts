import { numberFormat } from './formats.ts';

/** @returns the size of a file as people say it: `1.2 MB`. */
export function sizeOf(bytes: number, locale: string): string {
  const [unit, size] =
    bytes < 1_000
      ? (['byte', 1] as const)
      : bytes < 1_000_000
        ? (['kilobyte', 1_000] as const)
        : (['megabyte', 1_000_000] as const);
  const unitDisplay = unit === 'byte' ? 'long' : 'short';
  const format = { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 } as const;
  return numberFormat(locale, format).format(bytes / size);
}
