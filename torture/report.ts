import type { Tally } from './ledger.ts';

const width = 16;
const must_meet_seconds_min = 60;
const rows: readonly [string, (tally: Tally) => number][] = [
  ['kills', (tally) => tally.kills],
  ['orders acknowledged', (tally) => tally.placed],
  ['cancellations and moves acknowledged', (tally) => tally.moved],
  ['stock adjustments acknowledged', (tally) => tally.adjusted],
  ['orders refused for stock', (tally) => tally.refusedForStock],
  ['requests sent again', (tally) => tally.repeats],
  ['kept, connection broken, given to the repeat', (tally) => tally.keptUnanswered],
  ['kept, answered 503, given to the repeat', (tally) => tally.keptUnavailable],
  ['mails in the store', (tally) => tally.mails],
  ['webhooks that arrived', (tally) => tally.webhooks],
  ['webhooks that arrived again', (tally) => tally.webhooksRepeated],
  ['until nothing was left to do, ms', (tally) => Math.round(tally.settled_ms)],
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

/**
 * What a run missed: of this length, it must have killed a server between a commit and its answer, else it has proven
 * nothing about repeats. Pure.
 */
export function missedBy(tallies: readonly Tally[], seconds: number): string[] {
  const isMissed = tallies.every(({ keptUnanswered }) => keptUnanswered === 0);
  return isMissed && seconds >= must_meet_seconds_min ? ['no kill came between a commit and its answer'] : [];
}
