import { limits, type OrderInput } from '@orderhouse/contracts';
import type { CartLine } from '../../lib/cart.ts';
import { withoutBlanks } from '../../lib/contract-form.ts';
import type { CheckoutValues } from './draft.ts';

/** @returns the order that the fields and the cart make. What is left empty is left out, and judged as missing. */
export function orderBody(
  { shipping_address, phone, notes, provider }: CheckoutValues,
  cart: readonly CartLine[],
): OrderInput {
  const lines = cart.slice(0, limits.order_lines_max).map(({ variant_id, quantity }) => ({ variant_id, quantity }));
  const trimmed = Object.fromEntries(Object.entries(shipping_address).map(([field, text]) => [field, text.trim()]));
  return {
    lines,
    shipping_address: withoutBlanks(trimmed) as OrderInput['shipping_address'],
    ...withoutBlanks({ phone: phone.trim(), notes: notes.trim() }),
    payment: { provider },
  };
}
