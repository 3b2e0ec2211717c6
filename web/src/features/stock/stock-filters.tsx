import { SegmentedControl } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { given } from '../../lib/search-params.ts';
import { useSession } from '../../lib/session.ts';
import { Filters } from '../../ui/filters.tsx';
import { PersonSelect } from '../../ui/person-select.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import type { StockSearch } from './search.ts';

const route = getRouteApi('/manage/stock');

/** What of the stock is shown: all of it or what runs low, of some SKU, and for an admin of some vendor. */
export function StockFilters() {
  const { low, sku, vendor_id } = route.useSearch();
  const navigate = route.useNavigate();
  const { user } = useSession();
  const filter = (change: { [K in keyof StockSearch]: StockSearch[K] | undefined }) =>
    // What is chosen can be gone back from; letters that are typed are no way of their own.
    void navigate({ search: (was) => given({ ...was, ...change }), replace: 'sku' in change });
  return (
    <Filters>
      <SegmentedControl
        aria-label="Which stock"
        value={low ? 'low' : 'all'}
        onChange={(value) => filter({ low: value === 'low' ? true : undefined })}
        data={[
          { value: 'all', label: 'All' },
          { value: 'low', label: 'Running low' },
        ]}
      />
      <SearchInput
        label="SKU"
        value={sku}
        onSearch={(text) => filter({ sku: text })}
        placeholder="What it begins with"
        maxLength={64}
      />
      {user?.role === 'admin' && (
        <PersonSelect
          label="Vendor"
          placeholder="Any"
          ofRole="vendor,admin"
          value={vendor_id}
          onPick={(id) => filter({ vendor_id: id })}
        />
      )}
    </Filters>
  );
}
