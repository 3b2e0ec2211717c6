import type { auth, BodyOf, User } from '@orderhouse/contracts';
import { type AddressValues, addressOf, addressValues, isBlank } from '../../lib/address.ts';

/** What of one’s own account is edited, as the fields of a form hold it. */
export interface ProfileValues extends Record<string, unknown> {
  full_name: string;
  username: string;
  phone: string;
  address: AddressValues;
}

export function valuesOf({ full_name, username, phone, address }: User): ProfileValues {
  return { full_name, username: username ?? '', phone: phone ?? '', address: addressValues(address) };
}

/** @returns the change that the fields make; what was emptied is taken out. An address that is begun is to be whole. */
export function changeOf({ full_name, username, phone, address }: ProfileValues): BodyOf<typeof auth.updateMe> {
  return {
    full_name,
    username: username.trim() || null,
    phone: phone.trim() || null,
    address: isBlank(address) ? null : addressOf(address),
  };
}

export const fieldWords: Readonly<Record<string, string>> = {
  full_name: 'name',
  username: 'username',
  phone: 'phone number',
  address: 'address',
};
