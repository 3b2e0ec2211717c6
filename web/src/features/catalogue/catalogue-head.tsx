import type { CategoryInTree } from '@orderhouse/contracts';
import { IconSearch } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { given } from '../../lib/search-params.ts';
import { SearchInput } from '../../ui/search-input.tsx';
import classes from './catalogue-head.module.css';
import type { CatalogueSearch } from './search.ts';

interface CatalogueHeadProps {
  search: CatalogueSearch;
  /** The category that one is in, and those above it. */
  trail: readonly CategoryInTree[];
  categories: readonly CategoryInTree[];
}

/** Where one is in the shop, and the field to ask for something. */
export function CatalogueHead({ search, trail, categories }: CatalogueHeadProps) {
  const navigate = useNavigate();
  const { category, q, ...rest } = search;
  const everywhere = given({ ...rest, q });
  const here = trail.at(-1);
  const below = categories.filter(({ parent_id }) => parent_id === (here?.id ?? null));
  const find = (words: string | undefined) => {
    // Letters that follow each other are one step of the way back.
    void navigate({
      to: '/',
      search: given({ ...rest, category, q: words }),
      replace: q !== undefined && words !== undefined,
      resetScroll: false,
    });
  };
  return (
    <header className={classes.head}>
      <div className={classes.place}>
        {here && (
          <nav aria-label="Where you are">
            <ol className={classes.trail}>
              <li>
                <Link to="/" search={everywhere}>
                  Shop
                </Link>
              </li>
              {trail.slice(0, -1).map(({ id, path, name }) => (
                <li key={id}>
                  <Link to="/" search={{ ...everywhere, category: path }}>
                    {name}
                  </Link>
                </li>
              ))}
            </ol>
          </nav>
        )}
        <h1 className={classes.title}>{here?.name ?? 'Shop'}</h1>
        {here?.description && <p className={classes.about}>{here.description}</p>}
      </div>
      <search className={classes.search}>
        <SearchInput
          value={q}
          onSearch={find}
          aria-label={here ? `Search in ${here.name}` : 'Search the shop'}
          placeholder={here ? `Search in ${here.name}` : 'Search the shop'}
          size="md"
          maxLength={100}
          leftSection={<IconSearch size={18} stroke={1.6} aria-hidden="true" />}
        />
      </search>
      {below.length > 0 && (
        <ul className={classes.chips} aria-label={here ? `In ${here.name}` : 'Categories'}>
          {below.map(({ id, path, name }) => (
            <li key={id}>
              <Link to="/" search={{ ...everywhere, category: path }}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </header>
  );
}
