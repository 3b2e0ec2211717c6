import type { Tally } from './ledger.ts';

const width = 16;
const rows: readonly [string, (tally: Tally) => number][] = [
  ['kills', (tally) => tally.kills],
  ['orders acknowledged', (tally) => tally.placed],
  ['cancellations and moves acknowledged', (tally) => tally.moved],
  ['stock adjustments acknowledged', (tally) => tally.adjusted],
  ['orders refused for stock', (tally) => tally.refusedForStock],
  ['requests sent again', (tally) => tally.repeats],
  ['committed, answer lost, given to the repeat', (tally) => tally.replays],
  ['longest outage of a customer, ms', (tally) => Math.round(tally.outage_ms_max)],
];

/** The table of a run: a column for each scenario. */
export function describeRun(scenarios: readonly { name: string; tally: Tally }[]): string {
  const label = Math.max(...rows.map(([name]) => name.length));
  const line = (name: string, cells: string[]) =>
    `${name.padEnd(label)}${cells.map((cell) => cell.padStart(width)).join('')}`;
  return [
    line(
      'kill -9 of',
      scenarios.map(({ name }) => name),
    ),
    ...rows.map(([name, figureOf]) =>
      line(
        name,
        scenarios.map(({ tally }) => figureOf(tally).toLocaleString('en-GB')),
      ),
    ),
  ].join('\n');
}
