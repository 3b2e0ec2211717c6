import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../server/src/platform/database/embedded/index.ts';
import { placeOneByOne, placeOverHttp } from './scenarios/place-orders.ts';
import { startServer } from './server.ts';
import { openShop } from './shop.ts';

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const seconds = values.short ? 4 : 12;
const variants_count = 1_000;

interface Figure {
  name: string;
  value: number;
  unit: string;
  target: string;
}

const print = (text: string) => process.stdout.write(`${text}\n`);
const row = ({ name, value, unit, target }: Figure) =>
  print(`${name.padEnd(66)} ${value.toFixed(2).padStart(10)} ${unit.padEnd(9)} ${target}`);

async function measureAll(folder: string): Promise<Figure[]> {
  const log = pino({ level: 'silent' });
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), log });
  const shop = await openShop(postgres.url, variants_count);
  const server = await startServer({
    DATABASE_URL: postgres.url,
    DATABASE_PREPARE: 'true',
    DATA_DIR: join(folder, 'server'),
  });
  try {
    const singles = [];
    for (const callers of [8, 16, 64]) singles.push(await placeOneByOne(shop, callers, seconds));
    const bare = await placeOneByOne(shop, 1, seconds);
    const single = Math.max(...singles.map((one) => one.per_second));
    const spread = await placeOverHttp(server.url, shop, 64, variants_count, seconds);
    const hot = await placeOverHttp(server.url, shop, 64, 1, seconds);
    const lone = await placeOverHttp(server.url, shop, 1, variants_count, seconds);
    return [
      { name: 'one order a transaction, straight on PostgreSQL', value: single, unit: 'orders/s', target: '' },
      {
        name: 'orders over HTTP, 64 connections, 3 lines, with key',
        value: spread.per_second,
        unit: 'orders/s',
        target: '',
      },
      { name: 'the same, all buying the same 3 variants', value: hot.per_second, unit: 'orders/s', target: '' },
      {
        name: 'batched over HTTP ÷ one order a transaction',
        value: spread.per_second / single,
        unit: '',
        target: '≥ 3.0',
      },
      { name: 'hot ÷ spread out', value: hot.per_second / spread.per_second, unit: '', target: '≥ 0.9' },
      { name: 'lone caller over HTTP, median', value: lone.p50_ms, unit: 'ms', target: '' },
      { name: 'its bare transaction, median', value: bare.p50_ms, unit: 'ms', target: '' },
      { name: 'lone caller ÷ its bare transaction', value: lone.p50_ms / bare.p50_ms, unit: '', target: '≤ 2' },
      { name: 'memory of the server process, at most', value: await server.memory_mib(), unit: 'MiB', target: '≤ 300' },
      {
        name: 'start of the server to the first answer of /health',
        value: server.started_after_ms / 1_000,
        unit: 's',
        target: '≤ 3',
      },
    ];
  } finally {
    await server.stop();
    await shop.database.close();
    await postgres.stop();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'orderhouse-bench-'));
try {
  const figures = await measureAll(folder);
  for (const figure of figures) row(figure);
  if (!values.short)
    await writeFile(join(import.meta.dirname, 'results.json'), `${JSON.stringify(figures, null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
