import { sql } from 'kysely';
import type { TestHouse } from './house.ts';

export interface LoggedEvent {
  id: number;
  store_id: string;
  type: string;
  subject_type: string;
  subject_id: string;
  actor_id: string | null;
  data: unknown;
}

/** @returns every event of every store, or those about one thing, as they were written. */
export async function readLog({ runtime }: TestHouse, subjectId: string | null = null): Promise<LoggedEvent[]> {
  const { rows } = await runtime.database.transactAsSystem((connection) =>
    sql<LoggedEvent>`
      SELECT id, store_id, type, subject_type, subject_id, actor_id, data FROM events
       WHERE ${subjectId}::uuid IS NULL OR subject_id = ${subjectId}::uuid ORDER BY id`.execute(connection),
  );
  return rows;
}
