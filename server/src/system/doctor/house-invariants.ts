import type { Invariant } from './invariant.ts';

// Tables that hold rows of a store.
const tenantTables = `
  SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
         (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) AS policies
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
   WHERE c.relkind IN ('r', 'p')
     AND (c.relname = 'stores' OR EXISTS (
       SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'store_id' AND NOT a.attisdropped))`;

export const houseInvariants: readonly Invariant[] = [
  {
    name: 'idempotency keys',
    rule: 'a key that stands is of a store and has its answer: it was written with the effect that it guards',
    of: 'idempotency keys',
    count: 'SELECT count(*) FROM idempotency_keys',
    faults: `
      SELECT k.store_id, k.key, k.created_at, s.id IS NULL AS of_no_store
        FROM idempotency_keys k LEFT JOIN stores s ON s.id = k.store_id WHERE k.answer IS NULL OR s.id IS NULL`,
  },
  {
    name: 'counters',
    rule: 'every store has a counter for the numbers of its orders',
    of: 'stores',
    count: 'SELECT count(*) FROM stores',
    faults: `
      SELECT s.id AS store_id, s.slug FROM stores s LEFT JOIN order_counters c ON c.store_id = s.id WHERE c.store_id IS NULL`,
  },
  {
    name: 'row-level security',
    rule: 'every table that holds rows of a store has row-level security, forced, and a policy',
    of: 'tables',
    count: `SELECT count(*) FROM (${tenantTables}) t`,
    faults: `SELECT relname AS table_name, relrowsecurity AS enabled, relforcerowsecurity AS forced, policies
               FROM (${tenantTables}) t WHERE NOT relrowsecurity OR NOT relforcerowsecurity OR policies = 0`,
  },
];
