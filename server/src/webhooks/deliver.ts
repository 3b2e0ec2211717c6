import { appendEvents } from '../events/index.ts';
import type { Authority } from '../platform/database/authority.ts';
import type { Connection } from '../platform/database/database.ts';
import type { JobQueue } from '../platform/queue/job-queue.ts';
import { type Decision, decideAttempt } from './decide-attempt.ts';
import { deliverJob } from './deliver-job.ts';
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
import { disableEndpoint, markFailing, markHealthy } from './endpoint-statements.ts';
import { type PostOptions, type PostResult, post, total_timeout_ms } from './post.ts';
import { signedHeaders } from './sign.ts';
import type { UnderWay } from './under-way.ts';
import type { Webhooks } from './webhooks.ts';

export interface Delivering extends Webhooks {
  queue: Pick<JobQueue, 'enqueue'>;
  underWay: UnderWay;
  /** How the world is reached; otherwise than usual only where that is tested. */
  reach?: Partial<PostOptions>;
}

/** Longer than an attempt can take: whoever holds a claim past that has died. */
const claim_ms = total_timeout_ms + 30_000;
const history_entries_max = 20;
const postponed_ms_min = 5_000;

function houseOf(storeId: string): Authority {
  return { storeId, actorId: null, role: 'house' };
}

/** When a delivery that could not be claimed is worth another look; null when it has ended. */
function laterOf(state: DeliveryState | undefined, deliveryId: string): Date | null {
  if (!state) throw new Error(`there is no delivery ${deliveryId}`);
  const { status, next_attempt_at, claimed_until } = state;
  if (status !== 'pending') return null;
  return new Date(Math.max(...[next_attempt_at, claimed_until].map((at) => (at === null ? 0 : Date.parse(at)))));
}

function whyNot({ is_deleted, is_enabled, is_test }: ClaimedDelivery): string | null {
  if (is_deleted) return 'the endpoint was deleted';
  return is_enabled || is_test ? null : 'the endpoint is disabled';
}

/**
 * Makes one attempt on a delivery, if it is due and nobody else is at it, and plans the next one. A second run finds it
 * claimed, planned or done. One to an endpoint that holds up others waits a few seconds.
 *
 * @throws Error when there is no such delivery (yet), or its secret cannot be read: the queue tries again and tells.
 */
export async function deliver(delivering: Delivering, storeId: string, deliveryId: string): Promise<void> {
  const { runtime, queue, underWay } = delivering;
  const now = runtime.clock.now();
  const until = new Date(now.getTime() + claim_ms).toISOString();
  const claimed = await runtime.database.transact(houseOf(storeId), async (connection) => {
    const found = await claimDelivery(connection, deliveryId, { now: now.toISOString(), until });
    const hindrance = found ? whyNot(found) : null;
    if (hindrance !== null) await giveUpDelivery(connection, deliveryId, hindrance, now.toISOString());
    if (hindrance !== null) return null;
    if (found && !underWay.isHeldUp(found.endpoint_id)) return found;
    const later = found
      ? await postpone(connection, deliveryId, now)
      : laterOf(await readDeliveryState(connection, deliveryId), deliveryId);
    if (later) await queue.enqueue(connection, [deliverJob(storeId, deliveryId, `at-${later.getTime()}`, later)]);
    return null;
  });
  if (!claimed) return;
  const end = underWay.begin(claimed.endpoint_id);
  await attempt(delivering, storeId, claimed, until).finally(end);
}

async function postpone(connection: Connection, deliveryId: string, now: Date): Promise<Date> {
  const wait_ms = postponed_ms_min + Math.round(Math.random() * postponed_ms_min);
  const until = new Date(now.getTime() + wait_ms);
  await postponeDelivery(connection, deliveryId, until.toISOString());
  return until;
}

function secretsOf({ sealer }: Webhooks, storeId: string, delivery: ClaimedDelivery, now: Date): string[] {
  const { secret_sealed, previous_secret_sealed } = delivery;
  const previous = overlapOf(delivery, now) === null ? null : previous_secret_sealed;
  const sealed = previous === null ? [secret_sealed] : [secret_sealed, previous];
  return sealed.map((one) => sealer.open(one, placeOf(storeId, delivery.endpoint_id)));
}

async function attempt(
  delivering: Delivering,
  storeId: string,
  delivery: ClaimedDelivery,
  claimedUntil: string,
): Promise<void> {
  const { runtime, settings, queue, reach } = delivering;
  const startedAt = runtime.clock.now();
  const { id, url, request_body } = delivery;
  const secrets = secretsOf(delivering, storeId, delivery, startedAt);
  const request_headers = signedHeaders({ id, body: request_body, at: startedAt, secrets });
  const began_ms = performance.now();
  const options = { allowPrivate: settings.webhook_allow_private, ...reach };
  const result = await post(new URL(url), request_headers, request_body, options);
  const duration_ms = Math.round(performance.now() - began_ms);
  const at = runtime.clock.now();
  const decision = decide(delivering, delivery, result, at);
  const response_status = 'error' in result ? null : result.status;
  const entry = { started_at: startedAt.toISOString(), duration_ms, response_status, error: decision.error };
  await runtime.database.transact(houseOf(storeId), async (connection) => {
    const next = decision.next_attempt_at;
    const isOurs = await recordAttempt(connection, id, claimedUntil, {
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
    await judgeEndpoint(connection, storeId, delivery, decision, at);
    if (next) await queue.enqueue(connection, [deliverJob(storeId, id, `at-${next.getTime()}`, next)]);
  });
}

function decide({ settings }: Webhooks, delivery: ClaimedDelivery, result: PostResult, at: Date): Decision {
  const { is_test, failing_since, attempts_in_round } = delivery;
  const answer = 'error' in result ? { status: null, retry_after: null } : { ...result, error: null };
  const tried = { error: null, ...result, ...answer, at, is_test, failing_since, chance: Math.random() };
  return decideAttempt({ ...tried, attempts_in_round: attempts_in_round + 1 }, settings);
}

async function judgeEndpoint(
  connection: Connection,
  storeId: string,
  { endpoint_id, failing_since }: ClaimedDelivery,
  { endpoint, error }: Decision,
  at: Date,
): Promise<void> {
  const now = at.toISOString();
  if (endpoint === 'healthy') await markHealthy(connection, endpoint_id);
  if (endpoint === 'failing') await markFailing(connection, endpoint_id, now);
  if (endpoint !== 'disable_failing' && endpoint !== 'disable_gone') return;
  const reason = endpoint === 'disable_gone' ? 'gone' : 'failing';
  if (!(await disableEndpoint(connection, endpoint_id, reason, now))) return;
  const data = { reason, failing_since, last_error: error };
  const event = endpointEvent('webhook_endpoint.disabled', endpoint_id, data);
  await appendEvents(connection, houseOf(storeId), at, [event]);
}
