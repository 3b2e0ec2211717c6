import { Button } from '@mantine/core';
import type { StockLevel } from '@orderhouse/contracts';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useBlocker } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../lib/client.ts';
import { useStore } from '../../lib/store.ts';
import { Count } from '../../ui/count.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { ExportButton } from '../../ui/export-button.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { Empty } from '../../ui/states.tsx';
import { Status } from '../../ui/status.tsx';
import { CountCell } from './count-cell.tsx';
import { useCounting } from './counting.ts';
import { type StockFilter, stockLevels } from './queries.ts';
import type { StockSearch } from './search.ts';
import { isSame, steadyRows } from './steady-rows.ts';
import classes from './stock.module.css';
import { StockFilters } from './stock-filters.tsx';
import { VariantDrawer } from './variant-drawer.tsx';
import { levelOf } from './words.ts';

const route = getRouteApi('/manage/stock');

const named: Column<StockLevel> = {
  label: 'Product',
  cell: ({ product_id, product_name, title }) => (
    <span className={classes.product}>
      <TextLink to="/manage/products/$productId" params={{ productId: product_id }} c="inherit" fw={500}>
        {product_name}
      </TextLink>
      {title && <span className={classes.dimmed}>{title}</span>}
    </span>
  ),
};

function useColumns(open: (row: StockLevel) => void, counting: ReturnType<typeof useCounting> | null) {
  const { low_stock_threshold: usual } = useStore();
  const columns: Column<StockLevel>[] = [
    named,
    { label: 'SKU', cell: ({ sku }) => sku },
    { label: 'Level', cell: (row) => <Status {...levelOf(row)} /> },
    { label: 'Warn at', cell: ({ low_stock_threshold: at }) => <Count of={at ?? usual} />, isNumber: true },
    { label: 'In stock', cell: ({ stock }) => <Count of={stock} />, isNumber: true },
  ];
  if (counting) {
    columns.push({
      label: 'Counted',
      cell: (row) => (
        <CountCell
          row={row}
          counted={counting.counts.get(row.id)}
          refusal={counting.refusals.get(row.id)}
          count={(units) => counting.count(row, units)}
          takeOver={(stock) => counting.takeOver(row, stock)}
        />
      ),
    });
  } else {
    columns.push({
      label: 'Actions',
      isAction: true,
      cell: (row) => (
        <Button size="xs" variant="default" onClick={() => open(row)}>
          Adjust<span className="visually-hidden"> {row.sku}</span>
        </Button>
      ),
    });
  }
  return columns;
}

interface StockTableProps {
  rows: readonly StockLevel[];
  columns: readonly Column<StockLevel>[];
  counting: ReturnType<typeof useCounting> | null;
}

/** The list changes its order with what is in stock; while one counts, it stands still. */
function StockTable({ rows, columns, counting }: StockTableProps) {
  const [before, setBefore] = useState(rows);
  const shown = counting ? steadyRows(before, rows, (id) => counting.counts.has(id)) : rows;
  if (!isSame(shown, before)) setBefore(shown);
  return <DataTable caption="Stock" rows={shown} idOf={({ id }) => id} columns={columns} />;
}

/** Why there is nothing of what was asked for. */
function NothingOf({ filters: { low, sku, vendor_id } }: { filters: StockFilter }) {
  const whose = vendor_id === undefined ? '' : ' of this vendor';
  if (sku !== undefined && low) return <Empty title={`Nothing${whose} that begins with ${sku} runs low`} />;
  if (sku !== undefined) return <Empty title={`No SKU${whose} begins with ${sku}`}>It may be written otherwise.</Empty>;
  if (low) return <Empty title={`Nothing${whose} runs low`}>There is more of it than its threshold.</Empty>;
  return <Empty title="Nothing of this vendor">No product of theirs is kept here.</Empty>;
}

/** What is in stock, the scarcest first: adjusted one by one, or counted shelf by shelf. */
export function StockPage() {
  const { product, variant, ...filters } = route.useSearch();
  const navigate = route.useNavigate();
  const [isCounting, setCounting] = useState(false);
  const counting = useCounting();
  const query = useInfiniteQuery({ ...stockLevels(filters), placeholderData: keepPreviousData });
  const change = (search: StockSearch) => void navigate({ search });
  const open = (row: StockLevel) => change({ ...filters, product: row.product_id, variant: row.id });
  const columns = useColumns(open, isCounting ? counting : null);
  const stop = () => {
    counting.clear();
    setCounting(false);
  };
  const counted = counting.counts.size;
  useBlocker({
    shouldBlockFn: ({ current, next }) =>
      counted > 0 && current.pathname !== next.pathname && !window.confirm('Leave without booking what you counted?'),
    enableBeforeUnload: () => counted > 0,
  });
  return (
    <Page
      title="Stock"
      about="What is scarce first, and then roughly by how many there are. Orders take from it by themselves."
      actions={
        isCounting ? null : (
          <>
            <ExportButton
              what="stock"
              open={({ format, signal }) => client.exports.stock({ query: { format, ...filters }, signal })}
            />
            <Button variant="default" onClick={() => setCounting(true)}>
              Count the shelves
            </Button>
          </>
        )
      }
    >
      <StockFilters />
      <PagedList
        query={query}
        empty={
          Object.keys(filters).length > 0 ? (
            <NothingOf filters={filters} />
          ) : (
            <Empty title="Nothing in stock yet">The stock of each product that you add is kept here.</Empty>
          )
        }
      >
        {(rows) => <StockTable rows={rows} columns={columns} counting={isCounting ? counting : null} />}
      </PagedList>
      {isCounting && (
        <div className={classes.bar} role="status">
          <span>
            {counting.said || (counted === 0 ? 'Type what you count beside each row.' : `${counted} counted`)}
          </span>
          <Button variant="default" onClick={stop}>
            {counted === 0 ? 'Done' : 'Forget them'}
          </Button>
          <Button disabled={counted === 0} loading={counting.isBooking} onClick={counting.book}>
            Book the counts
          </Button>
        </div>
      )}
      <VariantDrawer productId={product} variantId={variant} close={() => change(filters)} />
    </Page>
  );
}
