import type { Order, OrderStatus, StockAdjustment } from '@orderhouse/contracts';

/** What was seen while one scenario ran. */
export interface Tally {
  kills: number;
  placed: number;
  moved: number;
  adjusted: number;
  refusedForStock: number;
  /** Requests that no answer came to, or 503, and that were sent again. */
  repeats: number;
  /** Answers that were lost after the commit: the repeat was given them. */
  replays: number;
  outage_ms_max: number;
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
  replays: 0,
  outage_ms_max: 0,
};

/** All that was acknowledged, kept where no kill reaches it. */
export class Ledger {
  readonly orders = new Map<string, Acknowledged>();
  readonly adjustments = new Map<string, StockAdjustment>();
  /** What must never be: an answer that is not in the contract, a server that ended by itself, a loss. */
  readonly faults: string[] = [];
  tally: Tally = { ...nothing };

  /** Counts anew for the next scenario. */
  nextTally(): Tally {
    this.tally = { ...nothing };
    return this.tally;
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
