import { adjustStock, readStock } from '../inventory/index.ts';
import { cancelOrder, changeOrderStatus, placeBatch, settlePayment } from '../orders/index.ts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Runtime } from '../platform/runtime.ts';
import { at, type Cast, claimOf } from './fill-store.ts';
import { Lanes } from './lanes.ts';
import { customers } from './people.ts';
import type { Step } from './plan.ts';

type Deed<D extends Step['deed']> = Extract<Step, { deed: D }>;

interface Stage {
  storeId: string;
  cast: Cast;
  variants: ReadonlyMap<string, string>;
}

interface Placed {
  id: string;
  buyer: Caller;
}

function known<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value === undefined) throw new Error(`the plan of the demo names ${key}, which is not there`);
  return value;
}

async function place(runtime: Runtime, { storeId, cast }: Stage, step: Deed<'place'>): Promise<Placed> {
  const customer = customers[step.customer];
  const buyer = cast.customers[step.customer];
  if (!customer || !buyer?.actorId) throw new Error('the plan of the demo names a customer who is not there');
  const { lines, notes, provider } = step;
  const input = { lines, payment: { provider }, shipping_address: customer.address, phone: customer.phone };
  const [result] = await placeBatch(runtime, storeId, [
    {
      input: { ...input, ...(notes && { notes }) },
      actorId: buyer.actorId,
      actorRole: 'customer',
      claim: claimOf(buyer.actorId, `order:${step.order}`),
    },
  ]);
  if (!result || result instanceof DomainError) throw result ?? new Error('no order was placed');
  return { id: result.body.id, buyer };
}

async function move(runtime: Runtime, { cast }: Stage, step: Deed<'move'>, orderId: string): Promise<void> {
  const { by, to, carrier, tracking_number } = step;
  const change = { status: to, ...(carrier && { carrier }), ...(tracking_number && { tracking_number }) };
  try {
    await changeOrderStatus(runtime, cast.vendors[by], orderId, change);
  } catch (error) {
    // Taken up again after an interruption: it has gone further already.
    if (!(error instanceof DomainError) || error.code !== 'order_transition_not_allowed') throw error;
  }
}

async function count(runtime: Runtime, { cast, variants }: Stage, step: Deed<'count'>): Promise<void> {
  const variantId = known(variants, step.sku);
  const { admin } = cast;
  const stock = await runtime.database.transact(admin, (connection) => readStock(connection, variantId));
  if (stock === step.counted) return;
  const adjustment = { delta: step.counted - stock, reason: 'counted', note: 'Stocktake' } as const;
  await adjustStock(runtime, admin, variantId, adjustment, claimOf(admin.actorId, `count:${step.sku}`));
}

// Fewer than a pool has connections; the transaction that holds the seed's lock has one of them.
const side_by_side_max = 6;

async function act(
  runtime: Runtime,
  stage: Stage,
  step: Deed<'pay' | 'move' | 'cancel'>,
  placed: Placed,
): Promise<void> {
  if (step.deed === 'move') return move(runtime, stage, step, placed.id);
  const actor = step.by === 'admin' ? stage.cast.admin : placed.buyer;
  const claim = claimOf(actor.actorId, `${step.deed}:${step.order}`);
  if (step.deed === 'cancel') await cancelOrder(runtime, actor, placed.id, { reason: step.reason }, claim);
  else await settlePayment(runtime, actor, placed.id, { outcome: step.outcome }, claim);
}

/** Does again what the plan says was done, each deed at its time, by the verbs that the API calls. */
export async function relive(runtime: Runtime, stage: Stage, steps: readonly Step[], now: Date): Promise<void> {
  const lanes = new Lanes(side_by_side_max);
  const orders = new Map<number, Placed>();
  for (const step of steps) {
    const then = at(runtime, new Date(now.getTime() - step.minutes_ago * 60_000));
    if (step.deed === 'count') {
      // What is counted is what all deeds before have left.
      await lanes.all();
      await count(then, stage, step);
    } else if (step.deed === 'place') {
      await lanes.begin(['numbers', `order ${step.order}`], async () => {
        orders.set(step.order, await place(then, stage, step));
      });
    } else {
      await lanes.begin([`order ${step.order}`], () => act(then, stage, step, known(orders, step.order)));
    }
  }
  await lanes.all();
}
