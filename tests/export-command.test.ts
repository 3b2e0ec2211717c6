import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse } from './support/index.ts';
import { finish, launchOrderhouse } from './support/program.ts';

const command_ms_max = 60_000;

const house = await openTestHouse();
const folder = await mkdtemp(join(tmpdir(), 'orderhouse-export-'));
afterAll(() => rm(folder, { recursive: true }));

beforeAll(async () => {
  await house.as('vendor').products.create({ body: { name: '=Lantern', sku: '00123', unit_price: 339, stock: 3 } });
});

const run = (...options: string[]) =>
  finish(launchOrderhouse(['export', ...options], join(folder, 'data'), { env: { DATABASE_URL: house.databaseUrl } }));

test(
  'products go to standard output, and how many they were to standard error',
  async () => {
    const { code, said } = await run('products', '--store', 'main');
    expect(code, said).toBe(0);
    expect(said).toContain(",'=Lantern,");
    expect(said).toContain(',00123,');
    expect(said).toContain('products: 1 exported');
  },
  command_ms_max,
);

test(
  'a file has its name once it is whole, and replaces the one of before',
  async () => {
    const output = join(folder, 'products.jsonl');
    await writeFile(output, 'old');
    const { code, said } = await run('products', '--store', 'main', '--format', 'jsonl', '--output', output);
    expect(code, said).toBe(0);
    const [line = ''] = (await readFile(output, 'utf8')).split('\n');
    expect(JSON.parse(line)).toMatchObject({ name: '=Lantern', variants: [{ sku: '00123', stock: 3 }] });
    expect((await readdir(folder)).filter((name) => name.includes('partial'))).toEqual([]);
  },
  command_ms_max,
);

test(
  'any list of the store can be had whole',
  async () => {
    const { code, said } = await run('stock', '--store', 'main', '--format', 'jsonl');
    expect(code, said).toBe(0);
    expect(said).toContain('"sku":"00123"');
    expect(said).toContain('stock: 1 exported');
  },
  command_ms_max,
);

test(
  'what cannot be written is told, and leaves nothing',
  async () => {
    const { code } = await run('orders', '--store', 'main', '--output', join(folder, 'nowhere', 'orders.csv'));
    expect(code).toBe(1);
    const unknown = await run('orders', '--format', 'pdf');
    expect(unknown.said).toMatch(/Allowed choices are csv, jsonl, xlsx/);
  },
  command_ms_max,
);
