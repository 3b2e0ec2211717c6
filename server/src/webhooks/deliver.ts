import { appendEvents } from '../events/index.ts';
import type { Authority } from '../platform/database/authority.ts';
import type { Connection } from '../platform/database/database.ts';
import { type JobQueue, NotYet } from '../platform/queue/job-queue.ts';
import { type Decision, decideAttempt, isTaken } from './decide-attempt.ts';
import { type DeliverPayload, jobInstead, plannedJob, postponedJob } from './deliver-job.ts';
import {
  type ClaimedDelivery,
  claimDelivery,
  type DeliveryState,
  giveUpDelivery,
  postponeDelivery,
  readDeliveryState,
  recordAttempt,
} from './delivery-statements.ts';
import { overlapOf, placeOf } from './endpoint.ts';
import { endpointEvent } from './endpoint-event.ts';
import { disableEndpoint, lockHealth, markFailing, markHealthy } from './endpoint-statements.ts';
import { type PostOptions, type PostResult, post, total_timeout_ms } from './post.ts';
import { signedHeaders } from './sign.ts';
import type { Turn, UnderWay } from './under-way.ts';
import type { Webhooks } from './webhooks.ts';

export interface Delivering extends Webhooks {
  queue: Pick<JobQueue, 'enqueue'>;
  underWay: UnderWay;
  /** What is due and whose claim has ended goes by one clock, that of the database; set by hand where that is tested. */
  timeOf: (connection: Connection) => Promise<Date>;
  /** How the world is reached; otherwise than usual only where that is tested. */
  reach?: Partial<PostOptions>;
}

/** Longer than an attempt can take and be written down: whoever holds a claim past that has died. */
const claim_ms = total_timeout_ms + 5_000;
const history_entries_max = 20;

function houseOf(storeId: string): Authority {
  return { storeId, actorId: null, role: 'house' };
}

/** When a delivery that could not be claimed can be; null when it has ended. */
function laterOf(state: DeliveryState | undefined, deliveryId: string): Date | null {
  if (!state) throw new NotYet(`there is no delivery ${deliveryId}`);
  const { status, next_attempt_at, claimed_until } = state;
  if (status !== 'pending') return null;
  return new Date(Math.max(...[next_attempt_at, claimed_until].map((at) => (at === null ? 0 : Date.parse(at)))));
}

function whyNot({ is_deleted, is_enabled, is_test }: ClaimedDelivery): string | null {
  if (is_deleted) return 'the endpoint was deleted';
  return is_enabled || is_test ? null : 'the endpoint is disabled';
}

/** Of the one who may now attempt a delivery, until another may. */
interface Claim {
  delivery: ClaimedDelivery;
  at: Date;
  until: string;
}

/**
 * Makes one attempt on a delivery, if it is due and nobody else is at it, and plans the next one. A second run finds it
 * claimed, planned or done. One whose endpoint or store holds up others waits: a moment when it is merely busy, and
 * longer from one time to the next when it is slow.
 *
 * @throws NotYet when there is no such delivery.
 */
export async function deliver(delivering: Delivering, payload: DeliverPayload): Promise<void> {
  const turn = await delivering.underWay.take(payload.store_id);
  try {
    const claim = await claimOrPlan(delivering, payload, turn);
    if (claim) await attempt(delivering, payload.store_id, claim);
  } finally {
    turn.end();
  }
}

async function claimOrPlan(delivering: Delivering, payload: DeliverPayload, turn: Turn): Promise<Claim | null> {
  const { runtime, queue, timeOf } = delivering;
  const { store_id, delivery_id: id } = payload;
  return runtime.database.transact(houseOf(store_id), async (connection) => {
    const at = await timeOf(connection);
    const until = new Date(at.getTime() + claim_ms).toISOString();
    const delivery = await claimDelivery(connection, id, { now: at.toISOString(), until });
    if (!delivery) {
      const later = laterOf(await readDeliveryState(connection, id), id);
      if (later) await queue.enqueue(connection, [jobInstead(payload, later, at)]);
      return null;
    }
    const reason = whyNot(delivery);
    if (reason !== null) {
      await giveUpDelivery(connection, id, reason, at.toISOString());
      return null;
    }
    const held = turn.begin(delivery.endpoint_id);
    if (held === null) return { delivery, at, until };
    const { job, run_at } = postponedJob(payload, held, at, Math.random());
    await postponeDelivery(connection, id, run_at.toISOString());
    await queue.enqueue(connection, [job]);
    return null;
  });
}

function secretsOf({ sealer }: Webhooks, storeId: string, delivery: ClaimedDelivery, now: Date): string[] {
  const { secret_sealed, previous_secret_sealed } = delivery;
  const previous = overlapOf(delivery, now) === null ? null : previous_secret_sealed;
  const sealed = previous === null ? [secret_sealed] : [secret_sealed, previous];
  return sealed.map((one) => sealer.open(one, placeOf(storeId, delivery.endpoint_id)));
}

/** What an attempt sent, and what came of it. */
interface Sent {
  request_headers: Record<string, string> | null;
  result: PostResult;
}

async function send(delivering: Delivering, storeId: string, { delivery, at }: Claim): Promise<Sent> {
  const { settings, reach } = delivering;
  const { id, url, request_body } = delivery;
  let secrets: string[];
  try {
    secrets = secretsOf(delivering, storeId, delivery, at);
  } catch (error) {
    // Told, and tried again by the schedule as any other failure: it may be this process alone that lacks the key.
    return { request_headers: null, result: { error: (error as Error).message } };
  }
  const request_headers = signedHeaders({ id, body: request_body, at, secrets });
  const options = { allowPrivate: settings.webhook_allow_private, ...reach };
  return { request_headers, result: await post(new URL(url), request_headers, request_body, options) };
}

async function attempt(delivering: Delivering, storeId: string, claim: Claim): Promise<void> {
  const { runtime, queue } = delivering;
  const { delivery, at: startedAt, until } = claim;
  const { id, url } = delivery;
  const began_ms = performance.now();
  const { request_headers, result } = await send(delivering, storeId, claim);
  const duration_ms = Math.round(performance.now() - began_ms);
  const at = new Date(startedAt.getTime() + duration_ms);
  const response_status = 'error' in result ? null : result.status;
  await runtime.database.transact(houseOf(storeId), async (connection) => {
    // The endpoint before the delivery, always: two who hold one of them each would wait for each other.
    const failing_since = isTaken(response_status) ? null : await lockHealth(connection, delivery.endpoint_id);
    const decision = decide(delivering, { ...delivery, failing_since }, result, at);
    if (decision.endpoint === 'healthy') await markHealthy(connection, delivery.endpoint_id, at.toISOString());
    const entry = { started_at: startedAt.toISOString(), duration_ms, response_status, error: decision.error };
    const next = decision.next_attempt_at;
    const isOurs = await recordAttempt(connection, id, until, {
      status: decision.status,
      next_attempt_at: next?.toISOString() ?? null,
      last_error: decision.error,
      request_url: url,
      request_headers,
      response_status,
      response_body: 'error' in result ? null : result.body,
      history: [...delivery.history, entry].slice(-history_entries_max),
      finished_at: next === null ? at.toISOString() : null,
    });
    if (!isOurs) return;
    await judgeEndpoint(connection, storeId, { ...delivery, failing_since }, decision, at);
    if (next) await queue.enqueue(connection, [plannedJob(storeId, id, next)]);
  });
}

interface Judged extends ClaimedDelivery {
  /** Of the endpoint, as it is when the attempt is written down. */
  failing_since: string | null;
}

function decide({ settings }: Webhooks, delivery: Judged, result: PostResult, at: Date): Decision {
  const { is_test, failing_since, attempts_in_round } = delivery;
  const answer = 'error' in result ? { status: null, retry_after: null } : { ...result, error: null };
  const tried = { error: null, ...result, ...answer, at, is_test, failing_since, chance: Math.random() };
  return decideAttempt({ ...tried, attempts_in_round: attempts_in_round + 1 }, settings);
}

async function judgeEndpoint(
  connection: Connection,
  storeId: string,
  { endpoint_id, failing_since }: Judged,
  { endpoint, error }: Decision,
  at: Date,
): Promise<void> {
  const now = at.toISOString();
  if (endpoint === 'failing') await markFailing(connection, endpoint_id, now);
  if (endpoint !== 'disable_failing' && endpoint !== 'disable_gone') return;
  const reason = endpoint === 'disable_gone' ? 'gone' : 'failing';
  if (!(await disableEndpoint(connection, endpoint_id, reason, now))) return;
  const data = { reason, failing_since, last_error: error };
  const event = endpointEvent('webhook_endpoint.disabled', endpoint_id, data);
  await appendEvents(connection, houseOf(storeId), at, [event]);
}
