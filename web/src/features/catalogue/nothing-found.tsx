import { given } from '../../lib/search-params.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Empty } from '../../ui/states.tsx';
import type { CatalogueSearch } from './search.ts';
import { isFront } from './shelf.ts';

/** Why the shelf is empty, and the ways out: first the one that gives up least. */
export function NothingFound({ search }: { search: CatalogueSearch }) {
  const { q, category, price_min, price_max, available } = search;
  if (isFront(search)) return <Empty title="The shelves are still empty">Come back soon.</Empty>;
  const isFiltered = price_min !== undefined || price_max !== undefined || available === true;
  const words = given({ q });
  if (isFiltered) {
    return (
      <Empty
        title="Nothing fits all of that"
        action={
          <LinkButton to="/" search={given({ q, category })} variant="default">
            Take the filters away
          </LinkButton>
        }
      >
        Another price, or what is sold out at the moment, may be it.
      </Empty>
    );
  }
  if (q !== undefined && category !== undefined) {
    return (
      <Empty
        title={`There is no “${q}” here`}
        action={
          <LinkButton to="/" search={words}>
            Search the whole shop
          </LinkButton>
        }
      >
        It may stand in another category.
      </Empty>
    );
  }
  return (
    <Empty
      title={q === undefined ? 'There is nothing here yet' : `There is no “${q}” in the shop`}
      action={
        <LinkButton to="/" search={{}}>
          See everything
        </LinkButton>
      }
    >
      {q === undefined ? 'This part of the shop is being filled.' : 'Try fewer words, or a more common one.'}
    </Empty>
  );
}
