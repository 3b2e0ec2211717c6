import { Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import type { GetInputPropsReturnType } from '@mantine/form';
import type { Address } from '@orderhouse/contracts';
import { countriesIn } from '../lib/countries.ts';
import { useStore } from '../lib/store.ts';

interface AddressFieldsProps {
  /** What binds a field of the address to its form. */
  bind: (field: keyof Address) => GetInputPropsReturnType;
}

/** The fields of an address that goods are sent to. */
export function AddressFields({ bind }: AddressFieldsProps) {
  const { locale } = useStore();
  return (
    <Stack gap="sm">
      <TextInput label="Name on the parcel" autoComplete="shipping name" {...bind('name')} />
      <TextInput label="Street and number" autoComplete="shipping address-line1" {...bind('line1')} />
      <TextInput label="Flat, floor, building (optional)" autoComplete="shipping address-line2" {...bind('line2')} />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput label="Town or city" autoComplete="shipping address-level2" {...bind('city')} />
        <TextInput label="Postcode" autoComplete="shipping postal-code" {...bind('postal_code')} />
        <TextInput label="County or region (optional)" autoComplete="shipping address-level1" {...bind('region')} />
        <Select
          label="Country"
          autoComplete="shipping country"
          searchable
          data={countriesIn(locale).map(({ code, name }) => ({ value: code, label: name }))}
          {...bind('country')}
        />
      </SimpleGrid>
    </Stack>
  );
}
