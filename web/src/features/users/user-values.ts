import type { BodyOf, User, users } from '@orderhouse/contracts';
import { type AddressValues, addressOf, addressValues, isBlank } from '../../lib/address.ts';

/** What of an account is edited, as its fields hold it. */
export interface UserValues extends Record<string, unknown> {
  full_name: string;
  phone: string;
  address: AddressValues;
}

export function valuesOf({ full_name, phone, address }: User): UserValues {
  return { full_name, phone: phone ?? '', address: addressValues(address) };
}

/** @returns the change that the fields make; an account has an address or none, and one that is begun is to be whole. */
export function changeOf({ full_name, phone, address }: UserValues): BodyOf<typeof users.update> {
  return { full_name, phone: phone.trim() || null, address: isBlank(address) ? null : addressOf(address) };
}

export const fieldWords: Readonly<Record<string, string>> = {
  full_name: 'name',
  phone: 'phone number',
  address: 'address',
};
