import { sql } from 'kysely';
import type { Connection } from '../../platform/database/database.ts';
import type { Invariant } from './invariant.ts';

export interface Found {
  checked: number;
  faults: Record<string, unknown>[];
}

/** Asks one invariant of all stores. @param limit rows at fault that are told of. */
export async function findFaults(connection: Connection, invariant: Invariant, limit: number): Promise<Found> {
  const { rows } = await sql<Found>`
    SELECT (${sql.raw(invariant.count)}) AS checked,
           coalesce((SELECT json_agg(fault) FROM (${sql.raw(invariant.faults)} LIMIT ${limit}) AS fault), '[]') AS faults`.execute(
    connection,
  );
  return rows[0] ?? { checked: 0, faults: [] };
}
