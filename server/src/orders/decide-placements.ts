import { eventsOfStock } from '../inventory/index.ts';
import { DomainError } from '../platform/domain-error.ts';
import { decideOrder } from './decide-order.ts';
import type {
  DecidedEvent,
  Decision,
  Outcome,
  PlacedOrder,
  PlacementRequest,
  PlacementScene,
} from './placement-scene.ts';
import { Shelf } from './shelf.ts';

function placedEvent({ request, order }: PlacedOrder): DecidedEvent {
  return {
    type: 'order.placed',
    subject_type: 'order',
    subject_id: order.id,
    customer_id: order.customer.id,
    vendor_ids: order.fulfillments.map((fulfillment) => fulfillment.vendor_id),
    data: { to: order.status },
    actor_id: request.actorId,
    actor_role: request.actorRole,
  };
}

/**
 * What the batch as a whole did to the stock; by nobody, as its orders may have done it together.
 * @param threshold of the store, where a variant has none of its own.
 */
function shelfEvents(shelf: Shelf, threshold: number): DecidedEvent[] {
  return shelf.sold().flatMap(({ variant, left }) => {
    const events = eventsOfStock(variant, left, variant.low_stock_threshold ?? threshold);
    return events.map((event) => ({ ...event, actor_id: null, actor_role: 'house' }) as const);
  });
}

/**
 * Decides a batch, order by order, in the order in which they arrived. No I/O. An order that is refused takes
 * nothing and leaves the others as they are; nothing is ever taken that is not there.
 *
 * @param newId gives the id of each order that is placed.
 */
export function decidePlacements(
  scene: PlacementScene,
  requests: readonly PlacementRequest[],
  newId: () => string,
): Decision {
  const shelf = new Shelf(scene.variants);
  const buyers = new Map(scene.buyers.map((buyer) => [buyer.id, buyer]));
  const answered = new Map(scene.answeredKeys.map((known) => [known.key, known]));
  const placedByKey = new Map<string, PlacedOrder>();
  const placed: PlacedOrder[] = [];

  const decideOne = (request: PlacementRequest): Outcome => {
    const known = request.claim && answered.get(request.claim.key);
    const earlier = request.claim && placedByKey.get(request.claim.key);
    const fingerprint = known?.fingerprint ?? earlier?.request.claim?.fingerprint;
    const isOther = fingerprint !== undefined && fingerprint !== request.claim?.fingerprint;
    if (isOther || known?.answer === null) throw new DomainError('idempotency_key_reused');
    if (known) return { kind: 'replayed', answer: known.answer };
    if (earlier) return { kind: 'repeats', placed: earlier };
    const mine = decideOrder(newId(), request, buyers, scene, shelf);
    placed.push(mine);
    if (request.claim) placedByKey.set(request.claim.key, mine);
    return { kind: 'placed', placed: mine };
  };

  const outcomes = requests.map((request): Outcome => {
    try {
      return decideOne(request);
    } catch (problem) {
      if (problem instanceof DomainError) return { kind: 'refused', problem };
      throw problem;
    }
  });
  const events = [...placed.map(placedEvent), ...shelfEvents(shelf, scene.store.low_stock_threshold)];
  return { outcomes, placed, taken: shelf.taken, events };
}
