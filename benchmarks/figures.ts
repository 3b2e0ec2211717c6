import { arch, cpus, totalmem, type } from 'node:os';

/** One thing that was measured. A ratio has no unit. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  target?: { at_least: number } | { at_most: number };
}

/** What the figures of a run were measured on: absolute ones mean nothing without it. */
export interface Machine {
  processor: string;
  cores: number;
  memory_gib: number;
  system: string;
  node: string;
}

export function thisMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${arch()}`,
    node: process.version,
  };
}

export const ratio = (name: string, value: number, target?: Figure['target']): Figure => ({
  name,
  value,
  unit: '',
  ...(target && { target }),
});

/** What the server may take under load. */
export const memoryFigure = (name: string, value: number): Figure => ({
  name,
  value,
  unit: 'MiB',
  target: { at_most: 300 },
});

/** @param leeway the share of its target by which a figure may miss it: a short run on a shared machine drifts. */
export function isMissed({ value, target }: Figure, leeway = 0): boolean {
  // What this system cannot measure is not missed.
  if (!target || Number.isNaN(value)) return false;
  if ('at_least' in target) return value < target.at_least * (1 - leeway);
  return value > target.at_most * (1 + leeway);
}

function targetText({ target }: Figure): string {
  if (!target) return '';
  return 'at_least' in target ? `≥ ${target.at_least}` : `≤ ${target.at_most}`;
}

function rowOf(figure: Figure): string[] {
  const verdict = !figure.target ? '' : isMissed(figure) ? 'missed' : 'reached';
  const digits = Math.abs(figure.value) >= 100 ? 0 : 2;
  const value = figure.value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return [figure.name, `${value} ${figure.unit}`.trim(), targetText(figure), verdict];
}

/** @returns the figures as a Markdown table that reads well as plain text too. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = [['figure', 'measured', 'target', ''], ...figures.map(rowOf)];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(head), rule, ...body.map(line)].join('\n');
}
