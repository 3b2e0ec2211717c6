import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../server/src/platform/database/embedded/index.ts';
import { type MeasuredServer, startServer } from './server.ts';
import { openShop, type Shop, type ShopSize } from './shop.ts';

/** What the scenarios of a run share: one PostgreSQL with fsync on, and a store in a database of its own for each size. */
export interface Bench {
  /** A short run shows that everything works; its figures drift. */
  readonly isShort: boolean;
  /** How long one thing is measured. */
  readonly seconds: number;
  /** Empty, and removed after the run. */
  readonly folder: string;
  postgresPid(): Promise<number>;
  /** The store of that size and name, made at the first call. */
  shop(size: ShopSize, name?: string): Promise<Shop>;
  /** A server process on that store's database, with the settings of the default start; of one role, if it is said. */
  serve(shop: Shop, role?: 'api'): Promise<MeasuredServer>;
  close(): Promise<void>;
}

async function createDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const created = new URL(url);
  created.pathname = `/${name}`;
  return created.href;
}

export async function openBench(folder: string, isShort: boolean): Promise<Bench> {
  const dataDir = join(folder, 'data');
  const postgres = await startEmbeddedPostgres({ dataDir, log: pino({ level: 'silent' }) });
  // The servers of one shop seal alike, whatever their DATA_DIR.
  const ENCRYPTION_KEY = randomBytes(32).toString('base64');
  const shops = new Map<string, Promise<Shop>>();
  let served = 0;
  return {
    isShort,
    seconds: isShort ? 4 : 12,
    folder,
    postgresPid: async () => Number.parseInt(await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10),
    shop: (size, name = 'bench') => {
      const shop = shops.get(name) ?? createDatabase(postgres.url, name).then((url) => openShop(url, size));
      shops.set(name, shop);
      return shop;
    },
    serve: (shop, role) => {
      served += 1;
      const DATA_DIR = join(folder, `server-${served}`);
      const settings = { DATABASE_URL: shop.url, DATABASE_PREPARE: 'true', DATA_DIR, ENCRYPTION_KEY };
      return startServer(settings, role ? ['--role', role] : []);
    },
    close: async () => {
      for (const shop of shops.values()) await (await shop).database.close();
      await postgres.stop();
    },
  };
}

export const smallShop: ShopSize = { variants_count: 1_000, orders_count: 1_000, sisters_count: 7 };
