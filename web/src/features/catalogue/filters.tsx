import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { categoriesQuery } from '../../lib/categories.ts';
import { given } from '../../lib/search-params.ts';
import { useStore } from '../../lib/store.ts';
import { Count } from '../../ui/count.tsx';
import classes from './filters.module.css';
import { PriceRangeForm } from './price-range-form.tsx';
import type { Found } from './queries.ts';
import type { CatalogueSearch } from './search.ts';
import { bandWords, openBranch } from './shelf.ts';

interface FiltersProps {
  search: CatalogueSearch;
  found: Found | null;
}

function Choice({
  to,
  depth = 0,
  count,
  children,
}: {
  to: CatalogueSearch;
  depth?: number;
  count: number | null;
  children: ReactNode;
}) {
  return (
    <li>
      <Link
        to="/"
        search={to}
        className={classes.choice}
        data-none={count === 0 || undefined}
        style={{ paddingLeft: depth * 14 }}
        // Chosen is what leads to where one is, to the last filter.
        activeOptions={{ exact: true }}
      >
        <span>{children}</span>
        {count !== null && (
          <span className={classes.count}>
            <Count of={count} />
          </span>
        )}
      </Link>
    </li>
  );
}

/** @returns the address with any price. */
function withoutPrice({ price_min, price_max, ...rest }: CatalogueSearch): CatalogueSearch {
  return rest;
}

/** Room for what is not known yet: about as many lines as there will be. */
const places = ['first', 'second', 'third', 'fourth', 'fifth'];

function Categories({ search, found }: FiltersProps) {
  const { data } = useQuery(categoriesQuery);
  const { category, ...everywhere } = search;
  const isNarrowed = Object.keys(everywhere).some((key) => key !== 'sort');
  if (data === undefined) return places.map((place) => <div key={place} className={classes.pending} />);
  const rows = openBranch(data.data, category, isNarrowed ? (found?.facets ?? null) : null);
  return (
    <ul className={classes.list}>
      <Choice to={everywhere} count={null}>
        Everything
      </Choice>
      {rows.map(({ id, path, name, depth, count }) => (
        <Choice key={id} to={{ ...everywhere, category: path }} depth={depth} count={count}>
          {name}
        </Choice>
      ))}
    </ul>
  );
}

/** What can be asked for besides words: a calm column; on a phone it opens over the page. */
export function CatalogueFilters({ search, found }: FiltersProps) {
  const store = useStore();
  const navigate = useNavigate();
  const bands = found?.facets.price_bands ?? [];
  const isExact = found?.facets.is_exact === true;
  const { price_min, price_max, available, ...rest } = search;
  const toggleAvailable = () => {
    const toggled = available ? undefined : (true as const);
    void navigate({
      to: '/',
      search: given({ ...rest, price_min, price_max, available: toggled }),
      resetScroll: false,
    });
  };
  return (
    <>
      <nav aria-label="Categories">
        <h2 className={classes.title}>Categories</h2>
        <Categories search={search} found={found} />
      </nav>
      <section>
        <h2 className={classes.title}>Price</h2>
        <ul className={classes.list}>
          <Choice to={withoutPrice(search)} count={null}>
            Any price
          </Choice>
          {found === null && places.map((place) => <li key={place} className={classes.pending} aria-hidden="true" />)}
          {bands.map((band) => {
            const prices = { price_min: band.price_min, price_max: band.price_max ?? undefined };
            return (
              <Choice
                key={band.price_min}
                to={given({ ...withoutPrice(search), ...prices })}
                count={isExact ? band.count : null}
              >
                {bandWords(band.price_min, band.price_max, store)}
              </Choice>
            );
          })}
        </ul>
        <PriceRangeForm search={search} />
      </section>
      <section>
        <h2 className={classes.title}>Availability</h2>
        <label className={classes.check}>
          <input type="checkbox" checked={available === true} onChange={toggleAvailable} />
          <span>In stock only</span>
          {isExact && (
            <span className={classes.count}>
              <Count of={found.facets.availability.available} />
            </span>
          )}
        </label>
      </section>
    </>
  );
}
