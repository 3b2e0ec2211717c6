import { Button, Group } from '@mantine/core';
import type { Product } from '@orderhouse/contracts';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { client } from '../../lib/client.ts';
import { useSession } from '../../lib/session.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Count } from '../../ui/count.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { ExportButton } from '../../ui/export-button.tsx';
import { LinkButton, TextLink } from '../../ui/link-button.tsx';
import { Money } from '../../ui/money.tsx';
import { Page } from '../../ui/page.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { ProductPicture } from '../../ui/product-picture.tsx';
import { Empty } from '../../ui/states.tsx';
import { ProductState, Status } from '../../ui/status.tsx';
import { Ago } from '../../ui/time.tsx';
import { pricesOf, skusOf, unitsOf } from './describe-variants.ts';
import { useProductActions } from './product-actions.ts';
import { ProductFilters } from './product-filters.tsx';
import classes from './products-page.module.css';
import { managedProducts, type ProductsFound } from './queries.ts';
import type { ProductsSearch } from './search.ts';

const route = getRouteApi('/manage/products');

function Prices({ product: { variants, currency } }: { product: Product }) {
  const { from, to } = pricesOf(variants);
  return (
    <span className={classes.figures}>
      <Money minor={from} currency={currency} />
      {to > from && (
        <>
          {' – '}
          <Money minor={to} currency={currency} />
        </>
      )}
    </span>
  );
}

const columns: readonly Column<Product>[] = [
  {
    label: 'Product',
    cell: (product) => (
      <span className={classes.product}>
        <span className={classes.picture}>
          <ProductPicture product={product} size="thumbnail" isDecorative />
        </span>
        <span className={classes.names}>
          <TextLink to="/manage/products/$productId" params={{ productId: product.id }} c="inherit" fw={500}>
            {product.name}
          </TextLink>
          <span className={classes.skus}>{skusOf(product)}</span>
        </span>
      </span>
    ),
  },
  { label: 'State', cell: ({ status }) => <ProductState status={status} /> },
  { label: 'Price', cell: (product) => <Prices product={product} />, isNumber: true },
  {
    label: 'In stock',
    cell: (product) => {
      const units = unitsOf(product);
      return units === 0 ? <Status tone="bad" word="Sold out" /> : <Count of={units} />;
    },
    isNumber: true,
  },
  { label: 'Changed', cell: ({ updated_at }) => <Ago at={updated_at} /> },
];

function useColumns(): readonly Column<Product>[] {
  const { move, remove } = useProductActions();
  const actions = (product: Product) => (
    <Group gap="xs" wrap="nowrap" justify="flex-end">
      <LinkButton size="xs" variant="default" to="/manage/products/$productId" params={{ productId: product.id }}>
        Edit
      </LinkButton>
      {product.status === 'active' ? (
        <Button size="xs" variant="default" onClick={() => move(product, 'archived')}>
          Archive
        </Button>
      ) : (
        <Button size="xs" variant="default" onClick={() => move(product, 'active')}>
          Put on sale
        </Button>
      )}
      <ConfirmButton
        size="xs"
        question={`Delete ${product.name}?`}
        consequence="It goes from the shop for good, with its pictures. Orders that have it keep its name and price."
        verb="Delete it"
        act={() => remove(product)}
      >
        Delete
      </ConfirmButton>
    </Group>
  );
  return [...columns, { label: 'Actions', isAction: true, cell: actions }];
}

function Found({ first }: { first: ProductsFound }) {
  if (first.total === undefined) return null;
  return (
    <p className={classes.found} role="status">
      {first.corrected_query && `Nothing is called that. These are called “${first.corrected_query}”. `}
      {first.total_is_exact ? '' : 'About '}
      <Count of={first.total} /> found
    </p>
  );
}

/** The products of the store, or of the vendor who looks. */
export function ProductsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { user } = useSession();
  const filters: ProductsSearch = user?.role === 'vendor' ? { ...search, vendor_id: user.id } : search;
  const query = useInfiniteQuery({ ...managedProducts(filters), placeholderData: keepPreviousData });
  const shown = useColumns();
  const change = (next: ProductsSearch, isTyping = false) => void navigate({ search: next, replace: isTyping });
  const { q, ...exported } = filters;
  const isNarrowed = Object.keys(search).some((name) => name !== 'sort');
  return (
    <Page
      title="Products"
      actions={
        <>
          {q === undefined && (
            <ExportButton
              what="products"
              open={({ format, signal }) => client.exports.products({ query: { format, ...exported }, signal })}
            />
          )}
          <LinkButton to="/imports" variant="default">
            Import
          </LinkButton>
          <LinkButton to="/manage/products/new">New product</LinkButton>
        </>
      }
    >
      <ProductFilters search={search} change={change} />
      <PagedList
        query={query}
        empty={
          isNarrowed ? (
            <Empty
              title="Nothing matches"
              action={
                <Button variant="default" onClick={() => change({})}>
                  Show all products
                </Button>
              }
            >
              No product fits all of what is chosen above.
            </Empty>
          ) : (
            <Empty title="No products yet" action={<LinkButton to="/manage/products/new">New product</LinkButton>}>
              Add the first one here, or bring in a whole catalogue from a file.
            </Empty>
          )
        }
      >
        {(rows, first) => (
          <>
            <Found first={first} />
            <DataTable caption="Products" rows={rows} idOf={({ id }) => id} columns={shown} />
          </>
        )}
      </PagedList>
    </Page>
  );
}
