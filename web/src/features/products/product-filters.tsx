import { Select } from '@mantine/core';
import { type ProductStatus, productStatuses } from '@orderhouse/contracts';
import { IconSearch } from '@tabler/icons-react';
import { useSession } from '../../lib/session.ts';
import { CategorySelect } from '../../ui/category-select.tsx';
import { Filters } from '../../ui/filters.tsx';
import { PersonSelect } from '../../ui/person-select.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { productWords } from '../../ui/status.tsx';
import type { ProductsSearch } from './search.ts';

interface ProductFiltersProps {
  search: ProductsSearch;
  /** `isTyping`: the address is replaced rather than added to the history. */
  change: (search: ProductsSearch, isTyping?: boolean) => void;
}

const statuses = productStatuses.map((status) => ({ value: status, label: productWords[status] }));
const availability = [
  { value: 'true', label: 'In stock' },
  { value: 'false', label: 'Sold out' },
];
const sorts: { value: NonNullable<ProductsSearch['sort']>; label: string }[] = [
  { value: '-created_at', label: 'Newest first' },
  { value: 'created_at', label: 'Oldest first' },
  { value: 'name', label: 'Name, A to Z' },
  { value: '-name', label: 'Name, Z to A' },
  { value: 'unit_price', label: 'Price, low to high' },
  { value: '-unit_price', label: 'Price, high to low' },
];

/** The search without what is not chosen. */
function without(search: ProductsSearch, ...names: (keyof ProductsSearch)[]): ProductsSearch {
  return Object.fromEntries(Object.entries(search).filter(([name]) => !names.some((one) => one === name)));
}

/** What the list of products is narrowed by, and its order. */
export function ProductFilters({ search, change }: ProductFiltersProps) {
  const { user } = useSession();
  return (
    <Filters>
      <SearchInput
        label="Find"
        placeholder="Name or SKU"
        leftSection={<IconSearch size={16} stroke={1.6} aria-hidden="true" />}
        value={search.q}
        onSearch={(q) => change(q === undefined ? without(search, 'q') : { ...without(search, 'sort'), q }, true)}
      />
      <Select
        label="State"
        placeholder="Any"
        clearable
        data={statuses}
        value={search.status ?? null}
        onChange={(status) =>
          change(status ? { ...search, status: status as ProductStatus } : without(search, 'status'))
        }
      />
      <CategorySelect
        label="Category"
        placeholder="Any"
        by="path"
        value={search.category ?? null}
        onChange={(category) => change(category ? { ...search, category } : without(search, 'category'))}
      />
      <Select
        label="Availability"
        placeholder="Any"
        clearable
        data={availability}
        value={search.available === undefined ? null : String(search.available)}
        onChange={(value) =>
          change(value === null ? without(search, 'available') : { ...search, available: value === 'true' })
        }
      />
      {user?.role === 'admin' && (
        <PersonSelect
          label="Vendor"
          placeholder="Any"
          ofRole="vendor,admin"
          value={search.vendor_id}
          onPick={(vendor_id) => change(vendor_id ? { ...search, vendor_id } : without(search, 'vendor_id'))}
        />
      )}
      <Select
        label="Sort by"
        data={search.q === undefined ? sorts : [{ value: 'best', label: 'Best match' }]}
        value={search.q === undefined ? (search.sort ?? '-created_at') : 'best'}
        disabled={search.q !== undefined}
        allowDeselect={false}
        onChange={(sort) => change({ ...search, sort: sort as NonNullable<ProductsSearch['sort']> })}
      />
    </Filters>
  );
}
