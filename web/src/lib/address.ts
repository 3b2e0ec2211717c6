import type { Address } from '@orderhouse/contracts';

/** An address as the fields of a form hold it. */
export type AddressValues = Record<keyof Address, string>;

/** @returns the fields with what is known of an address; a country alone is none. */
export function addressValues(address: Partial<Address> | null): AddressValues {
  const { name = '', line1 = '', line2 = '', city = '', region = '', postal_code = '', country = '' } = address ?? {};
  return { name, line1, line2, city, region, postal_code, country };
}

/** @returns the address that fields make; what may be left out is, when it was left empty. */
export function addressOf({ line2, region, ...needed }: AddressValues): Address {
  return { ...needed, ...(line2.trim() && { line2 }), ...(region.trim() && { region }) };
}

/** Whether nothing was written; a country that is chosen is no beginning of an address. */
export function isBlank({ country: _, ...written }: AddressValues): boolean {
  return Object.values(written).every((value) => value.trim() === '');
}
