import { NativeSelect, SegmentedControl, Title } from '@mantine/core';
import type { BestSeller } from '@orderhouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { given } from '../../lib/search-params.ts';
import { useStore } from '../../lib/store.ts';
import { todayIn } from '../../lib/time.ts';
import { Count } from '../../ui/count.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { Money } from '../../ui/money.tsx';
import { RowsSkeleton } from '../../ui/paged-list.tsx';
import { Failure } from '../../ui/states.tsx';
import { monthsUntil, nameOfMonth } from './chart-format.ts';
import classes from './overview.module.css';
import { bestSellersQuery } from './queries.ts';
import type { OverviewSearch } from './search.ts';

const route = getRouteApi('/overview');
const months_shown = 13;

function BestSellers({ rows, by }: { rows: readonly BestSeller[]; by: 'revenue' | 'units' }) {
  const most = Math.max(1, ...rows.map((row) => row[by]));
  return (
    <DataTable
      caption="Best sellers"
      rows={rows}
      idOf={({ product_id, vendor_id }) => `${product_id} ${vendor_id}`}
      columns={[
        {
          label: 'Product',
          cell: ({ product_id, product_name, ...row }) => (
            <span className={classes.seller}>
              {product_name === null ? (
                'No longer here'
              ) : (
                <TextLink to="/manage/products/$productId" params={{ productId: product_id }}>
                  {product_name}
                </TextLink>
              )}
              <span className={classes.track} aria-hidden="true">
                <span className={classes.fill} style={{ inlineSize: `${(row[by] / most) * 100}%` }} />
              </span>
            </span>
          ),
        },
        { label: 'Units', cell: ({ units }) => <Count of={units} />, isNumber: true },
        { label: 'Revenue', cell: ({ revenue }) => <Money minor={revenue} />, isNumber: true },
      ]}
    />
  );
}

/** What sold best in a month. */
export function BestSellersSection() {
  const { month: asked, by } = route.useSearch();
  const navigate = route.useNavigate();
  const { locale, time_zone } = useStore();
  const months = monthsUntil(todayIn(time_zone), months_shown);
  const month = asked ?? months[0] ?? '';
  const { data, error, isPending, refetch } = useQuery(bestSellersQuery(month, by));
  const choose = (change: { [K in keyof OverviewSearch]: OverviewSearch[K] | undefined }) =>
    void navigate({ search: (was) => given({ ...was, ...change }), replace: true, resetScroll: false });
  return (
    <section className={classes.section} aria-labelledby="best-sellers">
      <div className={classes.head}>
        <Title order={2} id="best-sellers">
          Best sellers
        </Title>
        <div className={classes.choices}>
          <SegmentedControl
            size="xs"
            aria-label="Best by what"
            data={[
              { value: 'revenue', label: 'By revenue' },
              { value: 'units', label: 'By units' },
            ]}
            value={by ?? 'revenue'}
            onChange={(value) => choose({ by: value === 'units' ? 'units' : undefined })}
          />
          <NativeSelect
            size="xs"
            aria-label="Month"
            data={(months.includes(month) ? months : [month, ...months]).map((value) => ({
              value,
              label: nameOfMonth(value, locale),
            }))}
            value={month}
            onChange={({ currentTarget: { value } }) => choose({ month: value === months[0] ? undefined : value })}
          />
        </div>
      </div>
      {isPending && <RowsSkeleton />}
      {data && data.data.length === 0 && (
        <p className={classes.dimmed}>Nothing was sold in {nameOfMonth(month, locale)}.</p>
      )}
      {data && data.data.length > 0 && <BestSellers rows={data.data} by={by ?? 'revenue'} />}
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
    </section>
  );
}
