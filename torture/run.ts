import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { onStopSignals } from '../server/src/start/signals.ts';
import { findUntold } from './aftermath.ts';
import { askDoctor, findLosses } from './check.ts';
import { type House, type JobPlace, openHouse } from './house.ts';
import { Ledger, type Tally } from './ledger.ts';
import { openReceiver } from './receiver.ts';
import { describeRun, missedBy } from './report.ts';
import { runScenario } from './scenario.ts';
import { scenarios_count, scenariosOf } from './scenarios.ts';
import { fillStore, foundStore, listen } from './shop.ts';

// Beside the load: starting, checking, and what waits for an answer at the end.
const besides_max_ms = 480_000;
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
function endWithUs(houses: readonly House[]): void {
  process.on('exit', () => {
    for (const house of houses) house.abort();
  });
  onStopSignals(
    () => {
      void Promise.allSettled(houses.map((house) => house.close())).finally(() => {
        for (const { folder } of houses) rmSync(folder, { recursive: true, force: true });
        process.exit(interrupted);
      });
    },
    () => process.exit(interrupted),
  );
}

interface Run {
  seconds: number;
  seed: number;
  processes: number;
  houses: House[];
}

/**
 * Opens a house and plays its scenarios in it. Resolves when the load is over: what is left to do then takes long and
 * little, and another house is played in meanwhile.
 *
 * @returns what resolves, once the house is checked and closed, with what was seen and what does not hold.
 */
async function playIn(jobs: JobPlace | null, { seconds, seed, processes, houses }: Run) {
  const ledger = new Ledger();
  const house = await openHouse(ledger, jobs);
  houses.push(house);
  await foundStore(house.folder, house.settings);
  await house.serve(processes);
  const addresses = house.servers.map(({ url }) => url);
  const shop = await fillStore(addresses, ledger);
  const receiver = jobs && (await openReceiver(ledger));
  if (receiver) await listen(shop, receiver);

  const tallies: { name: string; tally: Tally }[] = [];
  for (const [index, scenario] of scenariosOf(house, jobs).entries()) {
    const run = { shop, ledger, seed: seed + index, duration_ms: seconds * 1_000 };
    tallies.push({ name: scenario.name, tally: await runScenario(scenario, run) });
    const { postgres, servers, workers, redis } = house;
    await Promise.all([...postgres, ...servers, ...workers, ...(redis ? [redis] : [])].map((one) => one.ready()));
  }
  const check = async () => {
    const losses = [
      ...(receiver ? await findUntold(house, ledger, receiver) : []),
      ...(await findLosses(shop, ledger)),
      ...(await askDoctor(house.folder, house.settings)),
    ];
    await house.close();
    receiver?.close();
    return { tallies, losses, faults: ledger.faults };
  };
  return { checked: check() };
}

async function torture(seconds: number, seed: number, processes: number): Promise<void> {
  const houses: House[] = [];
  endWithUs(houses);
  const places = ['Redis', 'PostgreSQL', null] as const;
  const checks = [];
  for (const place of places) {
    const { checked } = await playIn(place, { seconds: seconds / scenarios_count, seed, processes, houses });
    checks.push(checked);
  }
  const played = (await Promise.all(checks)).reverse();
  const tallies = played.flatMap((house) => house.tallies);
  const losses = played.flatMap((house) => house.losses);
  const missed = missedBy(
    tallies.map(({ tally }) => tally),
    seconds,
  );
  const others = [...played.flatMap((house) => house.faults), ...missed];
  const faults = [...others, ...losses];
  print(describeRun(tallies));
  print(`losses ${losses.length}, other faults ${others.length}, seed ${seed}`);
  for (const fault of faults.slice(0, faults_shown_max)) print(fault);
  if (faults.length === 0) {
    for (const { folder } of houses) rmSync(folder, { recursive: true });
  } else {
    const folders = houses.map(({ folder }) => folder);
    await writeFile(join(folders[0] ?? '.', 'faults.txt'), `${faults.join('\n')}\n`);
    print(`All faults, and what the servers and PostgreSQL wrote, are in ${folders.join(', ')}`);
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
