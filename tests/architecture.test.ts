import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask, openTestHouse } from './support/index.ts';
import { importedBy, isTest, root, type Source, sourcesIn, withoutText } from './support/sources.ts';

const lines_max = 300;
/** Put the modules together; nothing imports them. */
const composers = new Set(['start', 'cli']);

const isWritten = ({ path }: Pick<Source, 'path'>) => !path.includes('.generated.');
const contracts = sourcesIn('contracts/src');
const server = sourcesIn('server/src').filter((source) => !isTest(source));
const web = sourcesIn('web/src');
const shipped = [...[...contracts, ...web].filter((source) => !isTest(source)), ...server].filter(isWritten);

/** @returns the part of the server that a path lies in: a module, `platform`, or the file at the top itself. */
function partOf(path: string): string {
  const [, , part = ''] = path.split('/');
  return part;
}

const parts = new Set(server.filter(({ path }) => path.split('/').length > 3).map(({ path }) => partOf(path)));
const modules = [...parts].filter((part) => part !== 'platform' && !composers.has(part));

interface Arrow {
  from: Source;
  to: string;
}

const arrows: Arrow[] = server.flatMap((from) =>
  importedBy(from)
    .map((to) => ({ from, to }))
    .filter(({ to }) => partOf(to) !== partOf(from.path)),
);
const told = (found: Arrow[]) => found.map(({ from, to }) => `${from.path} → ${to}`);

/** @returns a module that reaches itself, with the way, or null. */
function cycleIn(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] | null {
  const walk = (module: string, way: readonly string[]): string[] | null => {
    if (way.includes(module)) return [...way.slice(way.indexOf(module)), module];
    for (const next of graph.get(module) ?? []) {
      const found = walk(next, [...way, module]);
      if (found) return found;
    }
    return null;
  };
  for (const module of graph.keys()) {
    const found = walk(module, []);
    if (found) return found;
  }
  return null;
}

describe('imports', () => {
  test('there is something to look at', () => {
    expect(modules).toEqual(expect.arrayContaining(['stores', 'accounts', 'catalogue', 'inventory', 'orders']));
    expect(arrows.length).toBeGreaterThan(50);
  });

  test('contracts know the schema library and themselves only', () => {
    const foreign = contracts
      .filter((source) => !isTest(source))
      .flatMap(({ path, imports }) => imports.map((specifier) => ({ path, specifier })))
      .filter(({ specifier }) => specifier !== 'typebox' && !specifier.startsWith('./'));
    expect(foreign).toEqual([]);
  });

  test('the platform knows no module', () => {
    expect(told(arrows.filter(({ from, to }) => partOf(from.path) === 'platform' && parts.has(partOf(to))))).toEqual(
      [],
    );
  });

  test('nothing imports what puts the modules together', () => {
    const upward = arrows.filter(
      ({ from, to }) => parts.has(partOf(from.path)) && !composers.has(partOf(from.path)) && !isInside(to),
    );
    expect(told(upward)).toEqual([]);
  });

  test('a module is entered by its index.ts', () => {
    const byTheWindow = arrows.filter(
      ({ to }) => modules.includes(partOf(to)) && !to.endsWith(`${partOf(to)}/index.ts`),
    );
    expect(told(byTheWindow)).toEqual([]);
  });

  test('modules import one way', () => {
    const graph = new Map(modules.map((module) => [module, new Set<string>()]));
    for (const { from, to } of arrows) {
      if (modules.includes(partOf(to))) graph.get(partOf(from.path))?.add(partOf(to));
    }
    expect(cycleIn(graph)).toBeNull();
  });
});

/** Whether a path lies in a module or the platform. */
function isInside(path: string): boolean {
  return parts.has(partOf(path)) && !composers.has(partOf(path));
}

describe('files', () => {
  test(`none is longer than ${lines_max} lines`, () => {
    const folders = ['contracts/src', 'server/src', 'web/src', 'tests', 'benchmarks', 'torture'];
    const all = folders.flatMap(sourcesIn).filter(isWritten);
    const long = all.map(({ path, text }) => ({ path, lines: text.split('\n').length }));
    expect(long.filter(({ lines }) => lines > lines_max)).toEqual([]);
  });

  test('only config.ts reads the environment', () => {
    const readers = shipped.filter(({ text }) => /\bprocess\s*\.\s*env\b|\bloadEnvFile\b/.test(text));
    expect(readers.map(({ path }) => path)).toEqual(['server/src/config.ts']);
  });

  test('nothing is `any`', () => {
    const loose = shipped.filter(({ text }) => /(?::|\bas|<|,)\s*any\b(?!\w*['"`])|\bany\[\]/.test(withoutText(text)));
    expect(loose.map(({ path }) => path)).toEqual([]);
  });
});

/** Whose each table is: what is asked of it, and what is written, stands in that module. */
const owners: Readonly<Record<string, string>> = {
  stores: 'stores',
  users: 'accounts',
  sessions: 'accounts',
  refresh_tokens: 'accounts',
  password_resets: 'accounts',
  products: 'catalogue',
  variants: 'catalogue',
  categories: 'catalogue',
  product_categories: 'catalogue',
  product_search: 'catalogue',
  product_search_due: 'catalogue',
  product_search_source: 'catalogue',
  search_words: 'catalogue',
  search_spellings: 'catalogue',
  sales_by_day: 'reports',
  orders_by_day: 'reports',
  sales_cursors: 'reports',
  vendor_orders_by_day: 'reports',
  product_sales_by_month: 'reports',
  orders_by_status: 'reports',
  fulfillments_by_status: 'reports',
  product_images: 'catalogue',
  stock_adjustments: 'inventory',
  orders: 'orders',
  order_lines: 'orders',
  fulfillments: 'orders',
  payments: 'orders',
  order_counters: 'orders',
  events: 'events',
  event_cursors: 'events',
  import_rows: 'imports',
  imports: 'imports',
  import_faults: 'imports',
  import_pictures: 'imports',
  notifications: 'notifications',
  failed_jobs: 'platform',
  webhook_endpoints: 'webhooks',
  webhook_deliveries: 'webhooks',
  sealing_check: 'webhooks',
  idempotency_keys: 'platform',
  unclaimed_files: 'platform',
};

/** Files that reach for tables of other modules, and why they may; the doctor, besides, asks all of them. */
const reaches: Readonly<Record<string, { tables: string[]; because: string }>> = {
  'orders/placement-statements.ts': {
    tables: ['events', 'idempotency_keys', 'products', 'users', 'variants'],
    because: 'the hot path loads in one round trip and writes in one statement',
  },
  'orders/statements.ts': {
    tables: ['variants'],
    because: 'the units of a cancelled order go back under the locks of the hot path, in one statement',
  },
  'inventory/statements.ts': {
    tables: ['products', 'variants'],
    because: 'the units in stock stand on the variant, where the hot path locks them',
  },
  'inventory/stock-statements.ts': {
    tables: ['products', 'variants'],
    because: 'the same, listed; whose it is stands on the product',
  },
  'imports/product-statements.ts': {
    tables: ['orders', 'variants'],
    because: 'which SKUs of a million rows are missing is one question to the database',
  },
  'imports/orders/statements.ts': {
    tables: ['events', 'fulfillments', 'order_counters', 'order_lines', 'orders', 'products', 'variants'],
    because: 'history is written a batch of orders a statement',
  },
  'imports/order-statements.ts': {
    tables: ['events', 'fulfillments', 'order_counters', 'order_lines', 'orders', 'products', 'variants'],
    because: 'history is written from the staged rows, two hundred orders a statement',
  },
  'reports/statements.ts': {
    tables: ['order_lines', 'orders', 'variants'],
    because: 'a thousand orders are counted by day and variant in one statement',
  },
  'reports/report-statements.ts': { tables: ['orders'], because: 'a store without orders has nothing to count' },
  'events/renumber-restored-log.ts': {
    tables: ['sales_cursors'],
    because: 'after a restore every reader of the log begins anew',
  },
  'stores/statements.ts': { tables: ['order_counters'], because: 'a store begins with its counter' },
  'demo/statements.ts': {
    tables: ['events', 'users'],
    because: 'whether a store named demo is ours to fill, and whole, is asked across stores before any verb may run',
  },
};

const tableForm =
  /\b(FROM|JOIN|USING|INTO|UPDATE)\s+(\w+)|(selectFrom|\w+Join|insertInto|updateTable|deleteFrom)\(\s*'(\w+)/g;
const reading = new Set(['FROM', 'JOIN', 'selectFrom', 'innerJoin', 'leftJoin']);

/** @returns the tables of other modules that a file names in SQL or to the query builder. Of a store, settings may be read. */
function foreignTablesIn({ path, text }: Source): string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*/gm, '');
  const foreign = [...code.matchAll(tableForm)].flatMap(([, word = '', table = '', call = '', named = '']) => {
    const name = table || named;
    const isSetting = name === 'stores' && reading.has(word || call);
    return name in owners && owners[name] !== partOf(path) && !isSetting ? [name] : [];
  });
  return [...new Set(foreign)].sort();
}

describe('SQL', () => {
  test('every table has an owner', () => {
    const schema = readFileSync(join(root, 'server/src/platform/database/schema.generated.ts'), 'utf8');
    const [, tables = ''] = /export interface DB \{\n([\s\S]*?)\}/.exec(schema) ?? [];
    const names = [...tables.matchAll(/^ {2}(\w+):/gm)].map((match) => match[1]);
    expect(names.sort()).toEqual(Object.keys(owners).sort());
  });

  test('on a table stands in the module that owns it, but for what has its reason', () => {
    const found = server
      .filter(({ path }) => isWritten({ path }) && !path.startsWith('server/src/system/doctor/'))
      .map((source) => [source.path.replace('server/src/', ''), foreignTablesIn(source)] as const)
      .filter(([, tables]) => tables.length > 0);
    const allowed = Object.entries(reaches).map(([path, { tables }]) => [path, tables]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(allowed));
  });

  test('is seen in each of its forms', () => {
    const forms = [
      'sql`SELECT 1 FROM users`',
      'sql`SELECT 1 FROM carts c JOIN users u ON true`',
      'sql`UPDATE users SET x = 1`',
      'sql`INSERT INTO users (id) VALUES (1)`',
      'sql`DELETE FROM users`',
      "connection.selectFrom('users')",
      "connection\n    .innerJoin('users', 'a', 'b')",
      "connection.insertInto('users')",
    ];
    const seen = forms.map((text) => foreignTablesIn({ path: 'server/src/orders/x.ts', text, imports: [] }));
    expect(seen).toEqual(forms.map(() => ['users']));
    const settings = { path: 'server/src/orders/x.ts', text: 'sql`SELECT currency FROM stores`', imports: [] };
    expect(foreignTablesIn(settings)).toEqual([]);
    expect(foreignTablesIn({ ...settings, text: 'sql`UPDATE stores SET name = 1`' })).toEqual(['stores']);
  });
});

describe('tables of a store', async () => {
  const house = await openTestHouse();
  const tables = await ask<{ name: string; forced: boolean; policies: number; keyed: boolean }>(
    house.databaseUrl,
    `SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS forced,
            (SELECT count(*)::int FROM pg_policy p WHERE p.polrelid = c.oid) AS policies,
            EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indpred IS NULL
                      AND i.indkey[0] = a.attnum) AS keyed
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'store_id' AND NOT a.attisdropped
      WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace ORDER BY 1`,
  );
  const names = (found: { name: string }[]) => found.map(({ name }) => name);

  test('are found', () => {
    expect(names(tables)).toEqual(expect.arrayContaining(['users', 'products', 'variants', 'orders', 'events']));
  });

  test('have row-level security, forced, and policies', () => {
    expect(names(tables.filter(({ forced, policies }) => !forced || policies === 0))).toEqual([]);
  });

  test('have store_id first in their primary key or a unique index', () => {
    expect(names(tables.filter(({ keyed }) => !keyed))).toEqual([]);
  });

  test('are used through roles that own nothing and cannot go around the policies', async () => {
    const mighty = await ask(
      house.databaseUrl,
      `SELECT rolname FROM pg_roles r WHERE rolname LIKE 'orderhouse\\_%'
         AND (rolsuper OR rolbypassrls OR rolcanlogin OR EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid))`,
    );
    expect(mighty).toEqual([]);
  });
});
