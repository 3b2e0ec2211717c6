import { SegmentedControl, Skeleton, Title } from '@mantine/core';
import type { SalesDay, SalesReport, SalesSums } from '@orderhouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { counted } from '../../lib/counted.ts';
import { given } from '../../lib/search-params.ts';
import { useStore } from '../../lib/store.ts';
import { todayIn } from '../../lib/time.ts';
import { Count } from '../../ui/count.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Money } from '../../ui/money.tsx';
import { Failure } from '../../ui/states.tsx';
import { labelOf } from './chart-format.ts';
import classes from './overview.module.css';
import { salesQuery } from './queries.ts';
import { SalesChart } from './sales-chart.tsx';
import { type Span, spans } from './search.ts';
import { periodsOf, pointsOf, spanWords } from './spans.ts';
import { TrendNote } from './trend.tsx';

const route = getRouteApi('/overview');
const chart_height_px = 392;

function Totals({ total, before, span }: { total: SalesSums; before: SalesSums | undefined; span: Span }) {
  const { locale } = useStore();
  return (
    <p className={classes.totals}>
      <strong>
        <Money minor={total.revenue} />
      </strong>{' '}
      from {counted(total.orders, 'order', 'orders', locale)} of {counted(total.units, 'unit', 'units', locale)}.{' '}
      {before && (
        <span className={classes.dimmed}>
          <TrendNote now={total.revenue} before={before.revenue} than={spanWords[span].before} />.
        </span>
      )}
    </p>
  );
}

function SalesTable({ span, points }: { span: Span; points: readonly SalesDay[] }) {
  const { locale } = useStore();
  return (
    <DataTable
      caption={span === '12m' ? 'Sales by month' : 'Sales by day'}
      rows={points.toReversed()}
      idOf={({ day }) => day}
      columns={[
        { label: span === '12m' ? 'Month' : 'Day', cell: ({ day }) => labelOf(day, span, locale) },
        { label: 'Orders', cell: ({ orders }) => <Count of={orders} />, isNumber: true },
        { label: 'Units', cell: ({ units }) => <Count of={units} />, isNumber: true },
        { label: 'Revenue', cell: ({ revenue }) => <Money minor={revenue} />, isNumber: true },
      ]}
    />
  );
}

/** The table is drawn when it is opened: its rows cost more than all else in the room. */
function AsTable({ span, points }: { span: Span; points: readonly SalesDay[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={classes.asTable} onToggle={({ currentTarget: { open } }) => setOpen(open)}>
      <summary>Show as table</summary>
      {isOpen && <SalesTable span={span} points={points} />}
    </details>
  );
}

function Sales({ report, before, span }: { report: SalesReport; before: SalesSums | undefined; span: Span }) {
  const points = useMemo(() => pointsOf(span, report.data), [span, report.data]);
  return (
    <>
      <Totals total={report.total} before={before} span={span} />
      <SalesChart span={span} points={points} />
      <AsTable span={span} points={points} />
    </>
  );
}

/** Orders and revenue over a span, by day or by month. */
export function SalesSection() {
  const { span = '30d' } = route.useSearch();
  const navigate = route.useNavigate();
  const { time_zone } = useStore();
  const { now, before } = periodsOf(span, todayIn(time_zone));
  const sales = useQuery(salesQuery(now));
  const salesBefore = useQuery(salesQuery(before));
  const choose = (value: string) =>
    void navigate({
      search: (was) => given({ ...was, span: value === '30d' ? undefined : (value as Span) }),
      replace: true,
      resetScroll: false,
    });
  return (
    <section className={classes.section} aria-labelledby="sales">
      <div className={classes.head}>
        <Title order={2} id="sales">
          Sales
        </Title>
        <SegmentedControl
          size="xs"
          aria-label="Over what time"
          data={spans.map((value) => ({ value, label: spanWords[value].label }))}
          value={span}
          onChange={choose}
        />
      </div>
      {sales.isPending && <Skeleton height={chart_height_px + 68} role="status" aria-label="Loading" />}
      {sales.data && <Sales report={sales.data} before={salesBefore.data?.total} span={span} />}
      {sales.error && !sales.data && <Failure error={sales.error} retry={() => void sales.refetch()} />}
    </section>
  );
}
