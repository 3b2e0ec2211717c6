import type { Order, OrderInput, Role } from '@orderhouse/contracts';
import type { Actor, NewEvent } from '../events/index.ts';
import type { DomainError } from '../platform/domain-error.ts';
import type { Claim } from '../platform/idempotency/claim.ts';
import type { SellableVariant } from './shelf.ts';

/** One order that waits to be placed. */
export interface PlacementRequest {
  input: OrderInput;
  actorId: string;
  actorRole: 'customer' | 'admin';
  claim: Claim | null;
}

export interface Buyer {
  id: string;
  email: string;
  full_name: string;
  phone: string | null;
  role: Role;
  is_active: boolean;
}

export interface SellingStore {
  currency: string;
  cancel_window_seconds: number;
  payment_providers: string[];
  /** Units, where a variant has none of its own; 0 when nobody wants to be told. */
  low_stock_threshold: number;
}

/** What the batch's load statements found: the variants are locked. */
export interface PlacementScene {
  store: SellingStore;
  variants: readonly SellableVariant[];
  buyers: readonly Buyer[];
  answeredKeys: readonly { key: string; fingerprint: string; answer: string | null }[];
  now: Date;
}

/** An order that will be written. Its `number` is given by the statement that writes it; 0 until then. */
export interface PlacedOrder {
  request: PlacementRequest;
  order: Order;
}

export type Outcome =
  | { kind: 'placed'; placed: PlacedOrder }
  | { kind: 'repeats'; placed: PlacedOrder }
  | { kind: 'replayed'; answer: string }
  | { kind: 'refused'; problem: DomainError };

/** An event of the batch, and whose doing it is. */
export interface DecidedEvent extends NewEvent {
  actor_id: string | null;
  actor_role: Actor['role'];
}

export interface Decision {
  /** One for each request, in their order. */
  outcomes: Outcome[];
  placed: PlacedOrder[];
  /** Units taken, by variant. */
  taken: Map<string, number>;
  events: DecidedEvent[];
}
