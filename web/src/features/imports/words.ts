import type { Import, ImportFormat, ImportKind, ImportStatus } from '@orderhouse/contracts';
import { counted } from '../../lib/counted.ts';
import type { Tone } from '../../ui/status.tsx';

export const kindWords: Readonly<Record<ImportKind, string>> = { products: 'Products', orders: 'Past orders' };

export const formatWords: Readonly<Record<ImportFormat, string>> = {
  csv: 'A table with our columns (CSV)',
  shopify: 'A product export of Shopify',
  jsonl: 'JSON, one a line',
  'online-retail': 'The Online Retail data set',
};

const statusWords: Readonly<Record<ImportStatus, { word: string; tone: Tone }>> = {
  waiting: { word: 'Waits', tone: 'waiting' },
  running: { word: 'Running', tone: 'busy' },
  finished: { word: 'Done', tone: 'good' },
  failed: { word: 'Refused', tone: 'bad' },
  cancelled: { word: 'Stopped', tone: 'over' },
};

/** @returns what state an import is in, and whether that is good. */
export function stateOf({ status, dry_run }: Pick<Import, 'status' | 'dry_run'>): { word: string; tone: Tone } {
  if (!dry_run) return statusWords[status];
  if (status === 'finished') return { word: 'Checked', tone: 'waiting' };
  if (status === 'running') return { word: 'Being checked', tone: 'busy' };
  return statusWords[status];
}

type Counts = Pick<Import, 'kind' | 'dry_run' | 'created' | 'updated' | 'unchanged' | 'refused' | 'warnings'>;

/** What there is to be told: a number, and of what. */
export interface Figure {
  label: string;
  count: number;
  isBad?: boolean;
}

/** @returns the figures of an import, in the order in which one asks for them. */
export function figuresOf({ kind, dry_run, created, updated, unchanged, refused, warnings }: Counts): Figure[] {
  return [
    { label: dry_run ? 'would be new' : 'new', count: created },
    ...(kind === 'products' ? [{ label: dry_run ? 'would change' : 'changed', count: updated }] : []),
    { label: 'already as in the file', count: unchanged },
    { label: 'refused', count: refused, isBad: refused > 0 },
    { label: 'warnings', count: warnings },
  ];
}

/** @returns the verdict in a sentence. */
export function verdictOf(row: Counts, locale: string): string {
  const { kind, dry_run, created, updated, refused } = row;
  const things = (number: number) =>
    kind === 'products' ? counted(number, 'product', 'products', locale) : counted(number, 'order', 'orders', locale);
  const parts = [
    ...(created > 0 ? [`${things(created)} ${dry_run ? 'would be' : created === 1 ? 'is' : 'are'} new`] : []),
    ...(updated > 0 ? [`${things(updated)} ${dry_run ? 'would change' : 'changed'}`] : []),
    ...(refused > 0 ? [`${things(refused)} ${dry_run ? 'would be' : refused === 1 ? 'was' : 'were'} refused`] : []),
  ];
  if (parts.length === 0) return 'Everything in the file is here already, just as it says.';
  const [last] = parts.slice(-1);
  const first = parts.slice(0, -1).join(', ');
  return `${first === '' ? '' : `${first}, and `}${last}.`;
}
