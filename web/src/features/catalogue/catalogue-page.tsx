import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { categoriesQuery } from '../../lib/categories.ts';
import { BarePage } from '../../ui/page.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { BestSellers } from './best-sellers.tsx';
import { CatalogueHead } from './catalogue-head.tsx';
import classes from './catalogue-page.module.css';
import { CatalogueFilters } from './filters.tsx';
import { NothingFound } from './nothing-found.tsx';
import { Shelf, ShelfSkeleton } from './product-card.tsx';
import { countsQuery, shelfQuery } from './queries.ts';
import { isFront, trailOf } from './shelf.ts';
import { ShelfBar } from './shelf-bar.tsx';

const route = getRouteApi('/');

/** The shop: what there is, by words, by category, by price. */
export function CataloguePage() {
  const search = route.useSearch();
  const shelf = useInfiniteQuery(shelfQuery(search));
  const counts = useQuery(countsQuery(search));
  const categories = useQuery(categoriesQuery);
  const found = shelf.data?.pages[0]?.found ?? counts.data ?? null;
  const trail = trailOf(categories.data?.data ?? [], search.category);
  const place = trail.at(-1)?.name ?? 'Shop';
  const front = isFront(search);
  return (
    <BarePage title={search.q === undefined ? place : `${search.q} · ${place}`}>
      <CatalogueHead search={search} trail={trail} categories={categories.data?.data ?? []} />
      <div className={classes.body}>
        <aside id="filters" popover="auto" className={classes.filters} aria-label="Filters">
          <div className={classes.choices}>
            <CatalogueFilters search={search} found={found} />
          </div>
          <button type="button" className={classes.show} popoverTarget="filters" popoverTargetAction="hide">
            Show products
          </button>
        </aside>
        <div className={classes.shelf}>
          {front && <BestSellers search={search} />}
          <ShelfBar search={search} found={found} />
          <div className={classes.found} data-stale={shelf.isPlaceholderData || undefined}>
            <PagedList query={shelf} skeleton={<ShelfSkeleton />} empty={<NothingFound search={search} />}>
              {(products) => <Shelf products={products} isUrgent={!front} />}
            </PagedList>
          </div>
        </div>
      </div>
    </BarePage>
  );
}
