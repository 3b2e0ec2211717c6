import type { OrderInput, OrderLine, PaymentProvider } from '@orderhouse/contracts';
import { DomainError, type Fault } from '../platform/domain-error.ts';
import { type OrderRow, presentOrder, totalOf } from './order.ts';
import type { Buyer, PlacedOrder, PlacementRequest, PlacementScene, SellingStore } from './placement-scene.ts';
import type { SellableVariant, Shelf } from './shelf.ts';

interface NamedLine {
  variant: SellableVariant;
  quantity: number;
}

function faulty(
  code: 'validation_failed' | 'unknown_sku' | 'insufficient_stock' | 'customer_not_found',
  errors: Fault[],
): DomainError {
  const detail = code === 'insufficient_stock' ? 'Nothing was taken.' : undefined;
  return new DomainError(code, { ...(detail && { detail }), errors });
}

function buyerOf(request: PlacementRequest, buyers: ReadonlyMap<string, Buyer>): Buyer {
  const { customer_id } = request.input;
  const pointer = '/customer_id';
  if (request.actorRole === 'admin' && customer_id === undefined) {
    throw faulty('validation_failed', [
      { pointer, code: 'required', detail: 'is needed when an admin places an order' },
    ]);
  }
  if (request.actorRole === 'customer' && customer_id !== undefined && customer_id !== request.actorId) {
    throw faulty('validation_failed', [
      { pointer, code: 'not_allowed', detail: 'is for admins: customers order for themselves' },
    ]);
  }
  const buyer = buyers.get(customer_id ?? request.actorId);
  if (buyer?.role === 'customer' && buyer.is_active) return buyer;
  throw faulty('customer_not_found', [
    { pointer, code: 'customer_not_found', detail: 'is no active customer of this store' },
  ]);
}

function providerOf(input: OrderInput, store: SellingStore): PaymentProvider {
  const wanted = input.payment?.provider ?? store.payment_providers[0];
  const allowed = store.payment_providers.find((provider) => provider === wanted);
  if (allowed === 'manual' || allowed === 'simulated') return allowed;
  throw new DomainError('payment_provider_not_allowed', {
    detail: `This store offers: ${store.payment_providers.join(', ')}.`,
  });
}

function namedLines(input: OrderInput, shelf: Shelf): NamedLine[] {
  const malformed: Fault[] = [];
  const unknown: Fault[] = [];
  const named: NamedLine[] = [];
  for (const [index, line] of input.lines.entries()) {
    const pointer = `/lines/${index}`;
    const variant = shelf.find(line);
    if ((line.sku === undefined) === (line.variant_id === undefined)) {
      malformed.push({ pointer, code: 'one_of', detail: 'names either a sku or a variant_id' });
    } else if (variant === undefined) {
      unknown.push({
        pointer,
        code: 'unknown_sku',
        detail: `${line.sku ?? line.variant_id} is not sold here`,
        sku: line.sku,
      });
    } else {
      named.push({ variant, quantity: line.quantity });
    }
  }
  if (malformed.length > 0) throw faulty('validation_failed', malformed);
  if (unknown.length > 0) throw faulty('unknown_sku', unknown);
  return named;
}

/** Takes the units of all lines, or throws and takes none. Lines of one variant count together. */
function takeFromShelf(lines: readonly NamedLine[], shelf: Shelf): void {
  const wanted = new Map<string, number>();
  const short: Fault[] = [];
  for (const [index, { variant, quantity }] of lines.entries()) {
    const requested = (wanted.get(variant.id) ?? 0) + quantity;
    const available = shelf.left(variant.id);
    wanted.set(variant.id, requested);
    if (requested <= available) continue;
    const detail = `${available} of ${variant.sku} left, ${requested} requested`;
    short.push({
      pointer: `/lines/${index}`,
      code: 'insufficient_stock',
      detail,
      sku: variant.sku,
      requested,
      available,
    });
  }
  if (short.length > 0) throw faulty('insufficient_stock', short);
  for (const [variantId, quantity] of wanted) shelf.take(variantId, quantity);
}

function frozenLine({ variant, quantity }: NamedLine, index: number): OrderLine {
  return {
    line_no: index + 1,
    variant_id: variant.id,
    vendor_id: variant.vendor_id,
    sku: variant.sku,
    name: variant.title === '' ? variant.product_name : `${variant.product_name} – ${variant.title}`,
    unit_price: variant.unit_price,
    quantity,
    line_total: variant.unit_price * quantity,
  };
}

function newRow(id: string, request: PlacementRequest, buyer: Buyer, scene: PlacementScene, total: number): OrderRow {
  const placed_at = scene.now.toISOString();
  return {
    id,
    number: 0,
    customer_id: buyer.id,
    customer_name: buyer.full_name,
    customer_email: buyer.email,
    customer_reference: null,
    phone: request.input.phone ?? buyer.phone,
    shipping_address: request.input.shipping_address,
    status: 'pending',
    payment_status: 'unpaid',
    payment_provider: providerOf(request.input, scene.store),
    currency: scene.store.currency,
    total,
    notes: request.input.notes ?? null,
    import_source: null,
    external_reference: null,
    placed_at,
    cancellable_until: new Date(scene.now.getTime() + scene.store.cancel_window_seconds * 1_000).toISOString(),
    cancelled_at: null,
    cancel_reason: null,
    version: 1,
    updated_at: placed_at,
  };
}

const untouched = {
  status: 'pending',
  carrier: null,
  tracking_number: null,
  shipped_at: null,
  delivered_at: null,
} as const;

/**
 * Decides one order: freezes its prices and names, and takes its units from the shelf. Pure but for the shelf, of which a
 * refused order takes nothing.
 *
 * @param buyers of the batch, by id.
 * @throws DomainError saying why it is refused.
 */
export function decideOrder(
  id: string,
  request: PlacementRequest,
  buyers: ReadonlyMap<string, Buyer>,
  scene: PlacementScene,
  shelf: Shelf,
): PlacedOrder {
  const buyer = buyerOf(request, buyers);
  const named = namedLines(request.input, shelf);
  const lines = named.map(frozenLine);
  const total = totalOf(lines);
  if (!Number.isSafeInteger(total)) throw new DomainError('order_too_large');
  const row = newRow(id, request, buyer, scene, total);
  takeFromShelf(named, shelf);
  const vendorIds = [...new Set(lines.map((line) => line.vendor_id))];
  const fulfillments = vendorIds.map((vendor_id) => ({ vendor_id, ...untouched }));
  return { request, order: presentOrder(row, lines, fulfillments, 'house') };
}
