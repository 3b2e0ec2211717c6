import type { Fulfillment, Order, OrderLine } from '@orderhouse/contracts';

export interface Parcel {
  fulfillment: Fulfillment;
  lines: OrderLine[];
}

/** @returns the parts of an order, each with its lines; the lines of a vendor without a part are a part of their own. */
export function parcelsOf({ fulfillments, lines, status }: Pick<Order, 'fulfillments' | 'lines' | 'status'>): Parcel[] {
  const parcels = fulfillments.map((fulfillment) => ({
    fulfillment,
    lines: lines.filter(({ vendor_id }) => vendor_id === fulfillment.vendor_id),
  }));
  const known = new Set(fulfillments.map(({ vendor_id }) => vendor_id));
  const strays = lines.filter(({ vendor_id }) => !known.has(vendor_id));
  const nothing = { carrier: null, tracking_number: null, shipped_at: null, delivered_at: null };
  const [first] = strays;
  return [
    ...parcels.filter((parcel) => parcel.lines.length > 0),
    ...(first ? [{ fulfillment: { vendor_id: first.vendor_id, status, ...nothing }, lines: strays }] : []),
  ];
}

/** @returns what an order is of, in one line: `2 × White metal lantern and 3 more`. */
export function summaryOf(lines: readonly Pick<OrderLine, 'name' | 'quantity'>[]): string {
  const [first, ...others] = lines;
  if (!first) return 'Nothing';
  const told = first.quantity === 1 ? first.name : `${first.quantity} × ${first.name}`;
  return others.length === 0 ? told : `${told} and ${others.length} more`;
}
