import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { onStopSignals } from '../server/src/start/signals.ts';
import { askDoctor, findLosses } from './check.ts';
import { type House, openHouse } from './house.ts';
import { Ledger, type Tally } from './ledger.ts';
import { describeRun, missedBy } from './report.ts';
import { runScenario, type Scenario } from './scenario.ts';
import { fillStore, foundStore } from './shop.ts';

// Beside the load: starting, checking, and what waits for an answer at the end.
const besides_max_ms = 240_000;
const interrupted = 130;
const faults_shown_max = 20;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
    processes: { type: 'string', default: '2' },
  },
});

const print = (text: string) => process.stdout.write(`${text}\n`);

function wholeNumber(name: keyof typeof values, from: number, to: number): number {
  const value = /^\d{1,9}$/.test(values[name]) ? Number(values[name]) : -1;
  if (value >= from && value <= to) return value;
  process.stderr.write(`--${name} must be a whole number from ${from} to ${to}\n`);
  process.exit(2);
}

/** Leaves nothing behind, however this process ends: in good order on a first signal, at once on a second. */
function endWithUs(house: House): void {
  process.on('exit', () => house.abort());
  onStopSignals(
    () => {
      void house.close().finally(() => {
        rmSync(house.folder, { recursive: true, force: true });
        process.exit(interrupted);
      });
    },
    () => process.exit(interrupted),
  );
}

/** What is killed. A kind of process that joins the house later gets its scenario here, and its checks below. */
function scenariosOf({ servers, postgres }: House): Scenario[] {
  const victims = servers.flatMap(({ deaths }) => deaths);
  const dangerToServers = { victims, rhythm: { gap_ms_min: 500, gap_ms_max: 3_500, per_minute_max: 60 } };
  // Whoever keeps PostgreSQL gives up after five restarts within a minute. All scenarios together stay below: one that
  // it reaches while it is dying counts twice.
  const dangerToPostgres = (per_minute_max: number) => ({
    victims: postgres,
    rhythm: { gap_ms_min: 1_500, gap_ms_max: 4_500, per_minute_max },
  });
  return [
    { name: 'servers', dangers: [dangerToServers] },
    { name: 'PostgreSQL', dangers: [dangerToPostgres(2)] },
    { name: 'both', dangers: [dangerToServers, dangerToPostgres(2)] },
  ];
}

async function torture(seconds: number, seed: number, processes: number): Promise<void> {
  const ledger = new Ledger();
  const house = await openHouse(ledger);
  endWithUs(house);
  await foundStore(house.folder, house.settings);
  await house.serve(processes);
  const addresses = house.servers.map(({ url }) => url);
  const shop = await fillStore(addresses, ledger);

  const scenarios = scenariosOf(house);
  const tallies: { name: string; tally: Tally }[] = [];
  for (const [index, scenario] of scenarios.entries()) {
    const run = { shop, ledger, seed: seed + index, duration_ms: (seconds * 1_000) / scenarios.length };
    tallies.push({ name: scenario.name, tally: await runScenario(scenario, run) });
    await Promise.all([...house.postgres, ...house.servers].map((victim) => victim.ready()));
  }
  const losses = [...(await findLosses(shop, ledger)), ...(await askDoctor(house.folder, house.settings))];
  await house.close();

  const missed = missedBy(
    tallies.map(({ tally }) => tally),
    seconds,
  );
  const others = [...ledger.faults, ...missed];
  const faults = [...others, ...losses];
  print(describeRun(tallies));
  print(`losses ${losses.length}, other faults ${others.length}, seed ${seed}`);
  for (const fault of faults.slice(0, faults_shown_max)) print(fault);
  if (faults.length === 0) {
    rmSync(house.folder, { recursive: true });
  } else {
    await writeFile(join(house.folder, 'faults.txt'), `${faults.join('\n')}\n`);
    print(`All faults, and what the servers and PostgreSQL wrote, are in ${house.folder}`);
    process.exitCode = 1;
  }
}

const seconds = wholeNumber('seconds', 2, 86_400);
const seed = wholeNumber('seed', 0, 999_999_999);
const processes = wholeNumber('processes', 1, 16);
print(`seed ${seed}, ${processes} servers, ${seconds} s of load`);
setTimeout(
  () => {
    print('the run did not come to its end in time');
    process.exit(1);
  },
  seconds * 1_000 + besides_max_ms,
).unref();
await torture(seconds, seed, processes);
