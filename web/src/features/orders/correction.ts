import type { BodyOf, Order, orders } from '@orderhouse/contracts';
import { type AddressValues, addressOf, addressValues } from '../../lib/address.ts';

/** What of an order may be corrected, as the fields of a form hold it. */
export interface CorrectionValues extends Record<string, unknown> {
  shipping_address: AddressValues;
  phone: string;
  notes: string;
}

/** @returns the fields with what stands in the order. */
export function valuesOf({ shipping_address, phone, notes }: Order): CorrectionValues {
  return { shipping_address: addressValues(shipping_address), phone: phone ?? '', notes: notes ?? '' };
}

/** @returns what is sent; a line that was emptied is taken out of the order. */
export function correctionOf({ shipping_address, phone, notes }: CorrectionValues): BodyOf<typeof orders.update> {
  return { shipping_address: addressOf(shipping_address), phone: phone.trim() || null, notes: notes.trim() || null };
}

export const fieldWords: Readonly<Record<string, string>> = {
  shipping_address: 'the address',
  phone: 'the phone number',
  notes: 'the notes',
};
