import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openTestHouse } from './support/index.ts';
import { finish, launchOrderhouse } from './support/program.ts';

const command_ms_max = 60_000;

const house = await openTestHouse();
const folder = await mkdtemp(join(tmpdir(), 'orderhouse-import-'));
afterAll(() => rm(folder, { recursive: true }));

const run = (...options: string[]) =>
  finish(launchOrderhouse(['import', ...options], join(folder, 'data'), { env: { DATABASE_URL: house.databaseUrl } }));

const skus = async () =>
  (await house.as('admin').products.list({ query: {} })).data.flatMap(({ variants }) => variants.map(({ sku }) => sku));

test(
  'products come in from a terminal, after a dry run that changes nothing; what is refused is told',
  async () => {
    const file = join(folder, 'products.csv');
    const addresses = Array.from({ length: 21 }, (_, n) => `https://example.com/lantern-${n}.jpg`);
    const lantern = `Lantern,CLI-1,3.39,${addresses.join(' ')}`;
    await writeFile(file, `name,sku,unit_price,image_urls\n${lantern}\nDear,CLI-2,"1.299,00",\n`);
    const dry = await run('products', file, '--store', 'main', '--dry-run');
    expect(dry.said).toContain('nothing was changed: a dry run');
    expect(await skus()).toEqual([]);
    const { code, said } = await run('products', file, '--store', 'main');
    expect(code).toBe(1);
    expect(said).toContain('line 3, unit_price: “1.299,00” is no amount');
    expect(said).toMatch(/imports\/[^/]+\/errors\?kind=warning has the warnings/);
    expect(said).toMatch(/pictures are fetched by the server[\s\S]+pictures to fetch {2}20\n/);
    expect(await skus()).toEqual(['CLI-1']);
  },
  command_ms_max,
);

test(
  'what the format online-retail does not heed is refused, a dry run above all',
  async () => {
    const file = join(folder, 'history.csv');
    await writeFile(
      file,
      'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n536365,71053,LANTERN,6,2010-12-01 08:26:00,3.39,17850,United Kingdom\n',
    );
    const { code, said } = await run('orders', file, '--format', 'online-retail', '--store', 'main', '--dry-run');
    expect([code, said.trim()]).toEqual([1, 'orderhouse: --dry-run is not for the format online-retail']);
    expect((await house.as('admin').orders.list({ query: {} })).data).toEqual([]);
  },
  command_ms_max,
);
