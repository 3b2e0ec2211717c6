import { IconAdjustmentsHorizontal, IconX } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { given } from '../../lib/search-params.ts';
import { useStore } from '../../lib/store.ts';
import type { Found } from './queries.ts';
import { type CatalogueSearch, type ShelfOrder, shelfOrders } from './search.ts';
import { chosenOf, countWords, isFront, orderOf, orderWords } from './shelf.ts';
import classes from './shelf-bar.module.css';

interface ShelfBarProps {
  search: CatalogueSearch;
  found: Found | null;
}

/** What is shown, told to those who do not see it too when it changes. */
function FoundWords({ search, found }: ShelfBarProps) {
  const { locale } = useStore();
  if (found === null) return <span className={classes.waiting} />;
  const count = found.total === 0 ? 'Nothing found' : countWords(found.total, found.isExact, locale);
  if (search.q === undefined) return count;
  if (found.corrected === null || found.total === 0) return `${count || 'Products'} for “${search.q}”`;
  return (
    <>
      Nothing is called “{search.q}”. Showing results for <strong>{found.corrected}</strong>
      {count && `: ${count.toLowerCase()}`}.
    </>
  );
}

function Sorting({ search }: { search: CatalogueSearch }) {
  const navigate = useNavigate();
  const order = orderOf(search);
  if (order === 'relevance') return null;
  const choose = (sort: ShelfOrder) => void navigate({ to: '/', search: { ...search, sort }, resetScroll: false });
  return (
    <label className={classes.sorting}>
      <span className="visually-hidden">Sort by</span>
      <select value={order} onChange={({ currentTarget }) => choose(currentTarget.value as ShelfOrder)}>
        {shelfOrders.map((one) => (
          <option key={one} value={one}>
            {orderWords[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Above the shelf: how much is on it, in which order, and what was chosen. */
export function ShelfBar({ search, found }: ShelfBarProps) {
  const store = useStore();
  const chosen = chosenOf(search, store);
  const { q, category } = search;
  const bare = given({ q, category });
  return (
    <div className={classes.bar}>
      <div className={classes.line}>
        {isFront(search) ? (
          <h2 className={classes.title}>New in the shop</h2>
        ) : (
          <h2 className="visually-hidden">Products</h2>
        )}
        <p className={classes.count} role="status">
          <FoundWords search={search} found={found} />
        </p>
        <button type="button" className={classes.open} popoverTarget="filters">
          <IconAdjustmentsHorizontal size={16} stroke={1.6} aria-hidden="true" />
          Filters
        </button>
        <Sorting search={search} />
      </div>
      {chosen.length > 0 && (
        <ul className={classes.chosen} aria-label="Chosen filters">
          {chosen.map(({ key, word, without }) => (
            <li key={key}>
              <Link to="/" search={without} resetScroll={false} aria-label={`${word}: take this filter away`}>
                {word}
                <IconX size={14} stroke={1.8} aria-hidden="true" />
              </Link>
            </li>
          ))}
          {chosen.length > 1 && (
            <li>
              <Link to="/" search={bare} resetScroll={false} className={classes.all}>
                Take all away
              </Link>
            </li>
          )}
        </ul>
      )}
    </div>
  );
}
