import type { Order, OrderStatus, StockAdjustment } from '@orderhouse/contracts';
import type { Loss } from './loss.ts';

/** What was seen while one scenario ran. */
export interface Tally {
  kills: number;
  placed: number;
  moved: number;
  adjusted: number;
  refusedForStock: number;
  /** Requests that no answer came to, or 503, and that were sent again. */
  repeats: number;
  /** Kept although the connection broke before the answer: the repeat was given it. Of keys that were sent once. */
  keptUnanswered: number;
  /** Kept although it was answered 503: the repeat was given it. Of keys that were sent once. */
  keptUnavailable: number;
  outage_ms_max: number;
  /** Different mails in the mail store; 0 where nobody works. */
  mails: number;
  /** Different webhooks that arrived. */
  webhooks: number;
  /** Webhooks that came again after they were taken. */
  webhooksRepeated: number;
  /** From the last answer until nothing was left to do. */
  settled_ms: number;
}

/** An order as it was answered with 201, and the last state that was answered. */
export interface Acknowledged {
  key: string;
  order: Order;
  status: OrderStatus;
}

const faults_max = 100;

const nothing: Tally = {
  kills: 0,
  placed: 0,
  moved: 0,
  adjusted: 0,
  refusedForStock: 0,
  repeats: 0,
  keptUnanswered: 0,
  keptUnavailable: 0,
  outage_ms_max: 0,
  mails: 0,
  webhooks: 0,
  webhooksRepeated: 0,
  settled_ms: 0,
};

/** All that was acknowledged, kept where no kill reaches it. */
export class Ledger {
  readonly orders = new Map<string, Acknowledged>();
  readonly adjustments = new Map<string, StockAdjustment>();
  /** What must never be: an answer that is not in the contract, a server that ended by itself, a loss. */
  readonly faults: string[] = [];
  tally: Tally = { ...nothing };
  readonly #sentTwice = new Set<string>();
  readonly #losses = new Map<string, Set<Loss>>();

  /** Counts anew for the next scenario. */
  nextTally(): Tally {
    this.tally = { ...nothing };
    return this.tally;
  }

  /** Tells that a key is sent by two at once: either may be given the answer of the other, and nothing was lost. */
  sendTwice(key: string): void {
    this.#sentTwice.add(key);
  }

  /** Counts a request that came to no answer and is sent again. */
  lose(key: string | null, how: Loss): void {
    this.tally.repeats += 1;
    if (key === null || this.#sentTwice.has(key)) return;
    this.#losses.set(key, (this.#losses.get(key) ?? new Set()).add(how));
  }

  /** Counts an answer to a key whose first answer was lost, if it is that first answer. */
  answer(key: string, isReplay: boolean): void {
    const losses = this.#losses.get(key);
    this.#losses.delete(key);
    if (!losses || !isReplay) return;
    if (losses.has('broken')) this.tally.keptUnanswered += 1;
    else if (losses.has('unavailable')) this.tally.keptUnavailable += 1;
  }

  place(key: string, order: Order): void {
    const known = this.orders.get(order.id);
    if (known) {
      if (known.key !== key) this.fault(`order ${order.id} was answered to the keys ${known.key} and ${key}`);
      return;
    }
    this.orders.set(order.id, { key, order, status: order.status });
    this.tally.placed += 1;
  }

  move(id: string, status: OrderStatus): void {
    const known = this.orders.get(id);
    if (known) known.status = status;
    this.tally.moved += 1;
  }

  adjust(adjustment: StockAdjustment): void {
    if (this.adjustments.has(adjustment.id)) this.fault(`adjustment ${adjustment.id} was answered to two keys`);
    this.adjustments.set(adjustment.id, adjustment);
    this.tally.adjusted += 1;
  }

  fault(told: string): void {
    if (this.faults.length < faults_max) this.faults.push(told);
  }
}
