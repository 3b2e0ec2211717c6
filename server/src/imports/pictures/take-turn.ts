import { type JobHandlers, type JobQueue, NotYet } from '../../platform/queue/job-queue.ts';
import { type FetchPayload, fetchTask, plannedFetchJob } from './fetch-job.ts';
import { type FetchParts, fetchPicture } from './fetch-picture.ts';
import { claimPictures, isNoted, readNextDue } from './statements.ts';
import { openTurns, type Turns } from './turns.ts';

interface Fetching extends FetchParts {
  queue: Pick<JobQueue, 'enqueue'>;
  turns: Turns;
}

const pictures_at_once = 3;
/** Then others have their turn; what has begun is finished. */
const turn_ms = 5_000;
/** Longer than three pictures can take to be fetched and written: whoever holds a claim past that has died. */
const claim_ms = 300_000;
const next_turn_after_ms = 100;

const houseOf = ({ store_id }: FetchPayload) => ({ storeId: store_id, actorId: null, role: 'house' }) as const;

/** @returns whether there was anything to do. @throws what went wrong on our side, once all are done. */
async function fetchSome(fetching: Fetching, payload: FetchPayload): Promise<boolean> {
  const { database, clock } = fetching.runtime;
  const now = clock.now();
  const until = new Date(now.getTime() + claim_ms);
  const claimed = await database.transact(houseOf(payload), (connection) =>
    claimPictures(connection, payload.vendor_id, { now, until }, pictures_at_once),
  );
  const ends = await Promise.allSettled(claimed.map((picture) => fetchPicture(fetching, payload.store_id, picture)));
  const broken = ends.find((end) => end.status === 'rejected');
  if (broken) throw broken.reason;
  return claimed.length > 0;
}

/** Has what is left looked for when it is due, but not before the next turn; what others are at, when they count as dead. */
async function planNext({ runtime, queue }: Fetching, payload: FetchPayload, next: Date): Promise<void> {
  await runtime.database.transact(houseOf(payload), async (connection) => {
    const due = await readNextDue(connection, payload.vendor_id);
    if (due === null) return;
    const soon_ms = next.getTime() + next_turn_after_ms;
    await queue.enqueue(connection, [plannedFetchJob(payload, new Date(Math.max(due.getTime(), soon_ms)))]);
  });
}

/**
 * Fetches pictures of one vendor for a while, a few at once, then leaves its place to others: whose pictures are many, or
 * whose servers hang, holds up nobody else for longer than a turn.
 *
 * @throws NotYet when what was noted with its job is not there.
 */
async function takeTurn(fetching: Fetching, payload: FetchPayload): Promise<void> {
  const { runtime, queue, turns } = fetching;
  const { picture_id } = payload;
  if (picture_id !== undefined) {
    const isThere = await runtime.database.read(houseOf(payload), (connection) => isNoted(connection, picture_id));
    if (!isThere) throw new NotYet(`there is no picture ${picture_id} to fetch`);
  }
  const turn = turns.begin(`${payload.store_id} ${payload.vendor_id}`, runtime.clock.now());
  if (turn === 'under_way') return;
  if (turn instanceof Date) {
    const job = plannedFetchJob(payload, turn);
    await runtime.database.transact(houseOf(payload), (connection) => queue.enqueue(connection, [job]));
    return;
  }
  const end_ms = performance.now() + turn_ms;
  try {
    do {
      while (performance.now() < end_ms && (await fetchSome(fetching, payload)));
      await planNext(fetching, payload, turn.next(runtime.clock.now()));
    } while (turn.wasAsked());
  } finally {
    turn.end();
  }
}

/** Leaves most places of a worker to other jobs. */
const turnsOf = (concurrency: number) => (concurrency < 4 ? 1 : 2);

/** What the worker does for the pictures that files name. @param concurrency how many jobs it does at once, of all tasks. */
export function createFetchHandlers({
  concurrency,
  ...parts
}: Omit<Fetching, 'turns'> & { concurrency: number }): JobHandlers {
  const fetching: Fetching = { ...parts, turns: openTurns(turnsOf(concurrency), turn_ms) };
  return { [fetchTask]: ({ payload }) => takeTurn(fetching, payload as FetchPayload) };
}
