import { sql } from 'kysely';
import type { Connection } from '../database/database.ts';
import { afterCursor, type ListRequest, ordering, type Sort } from '../database/keyset.ts';
import { newId } from '../ids.ts';
import { workerDied } from './attempt-job.ts';
import type { JobCount, NewJob } from './job-queue.ts';

/** A job whose attempts are used up. */
export interface FailedJob {
  id: string;
  task: string;
  key: string;
  payload: Record<string, unknown>;
  attempts: number;
  last_error: string;
  failed_at: string;
}

export interface FailedJobFilter {
  task?: string;
}

const columns = sql.raw('id, task, key, payload, attempts, last_error, failed_at');
const storeOf = sql.raw(
  `CASE WHEN payload->>'store_id' ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN (payload->>'store_id')::uuid END`,
);
const again = sql.raw(
  'ON CONFLICT ON CONSTRAINT failed_jobs_once DO UPDATE SET attempts = excluded.attempts, last_error = excluded.last_error, failed_at = now()',
);

/** Keeps a job that Redis or SQS gave up; the connection acts as the house's own reader. */
export async function keepFailedJob(
  connection: Connection,
  { task, key, payload }: NewJob,
  attempts: number,
  error: string,
): Promise<void> {
  await sql`
    INSERT INTO failed_jobs (id, store_id, task, key, payload, attempts, last_error)
    SELECT ${newId()}, ${storeOf}, ${task}, ${key}, payload, ${attempts}, ${error}
      FROM (SELECT ${JSON.stringify(payload)}::jsonb AS payload) given
    ${again}`.execute(connection);
}

/** Moves a job of graphile-worker that its worker gives up, in one statement. */
export async function keepGivenUpJob(connection: Connection, id: string, worker: string, error: string): Promise<void> {
  await sql`
    INSERT INTO failed_jobs (id, store_id, task, key, payload, attempts, last_error)
    SELECT ${newId()}, ${storeOf}, task, key, payload, attempts, ${error} FROM take_job(${id}, ${worker})
    ${again}`.execute(connection);
}

/** Moves the jobs of graphile-worker whose worker ended in their last attempt. */
export async function keepExhaustedJobs(connection: Connection): Promise<void> {
  await sql`
    INSERT INTO failed_jobs (id, store_id, task, key, payload, attempts, last_error)
    SELECT gen_random_uuid(), ${storeOf}, task, key, payload, attempts, coalesce(last_error, ${workerDied})
      FROM take_exhausted_jobs()
    ${again}`.execute(connection);
}

const filtered = ({ task }: FailedJobFilter) => (task === undefined ? sql`true` : sql`task = ${task}`);

/** Failed jobs as far as the connection's policies show them; one row more than the page holds. */
export async function listFailedJobs(
  connection: Connection,
  filter: FailedJobFilter,
  sort: Sort,
  request: ListRequest,
): Promise<FailedJob[]> {
  const { rows } = await sql<FailedJob>`
    SELECT ${columns} FROM failed_jobs WHERE ${filtered(filter)} AND ${afterCursor(sort, request)}
     ORDER BY ${ordering(sort)} LIMIT ${request.limit + 1}`.execute(connection);
  return rows;
}

/** Of failed jobs of a task, the keys that begin with one of these. */
export async function findGivenUp(connection: Connection, task: string, begins: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    SELECT key FROM failed_jobs
     WHERE task = ${task} AND EXISTS (SELECT FROM unnest(${begins}::text[]) AS b WHERE starts_with(key, b))`.execute(
    connection,
  );
  return rows.map(({ key }) => key);
}

export async function countFailedJobs(connection: Connection, filter: FailedJobFilter): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    SELECT count(*)::int AS total FROM failed_jobs WHERE ${filtered(filter)}`.execute(connection);
  return rows[0]?.total ?? 0;
}

export async function readFailedJob(connection: Connection, id: string): Promise<FailedJob | undefined> {
  const { rows } = await sql<FailedJob>`SELECT ${columns} FROM failed_jobs WHERE id = ${id}`.execute(connection);
  return rows[0];
}

/** Takes failed jobs out, the oldest first, to be enqueued again or forgotten. */
export async function takeFailedJobs(
  connection: Connection,
  filter: FailedJobFilter & { id?: string },
  limit: number,
): Promise<FailedJob[]> {
  const only = filter.id === undefined ? sql`true` : sql`id = ${filter.id}`;
  const { rows } = await sql<FailedJob>`
    DELETE FROM failed_jobs WHERE id IN (
      SELECT id FROM failed_jobs WHERE ${only} AND ${filtered(filter)}
       ORDER BY failed_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING ${columns}`.execute(connection);
  return rows;
}

/** How many failed jobs each task has, of all stores. */
export async function countFailedByTask(connection: Connection): Promise<JobCount[]> {
  const { rows } = await sql<JobCount>`
    SELECT task, 'failed' AS state, count(*)::int AS jobs FROM failed_jobs GROUP BY task`.execute(connection);
  return rows;
}
