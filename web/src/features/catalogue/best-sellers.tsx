import { useQuery } from '@tanstack/react-query';
import classes from './best-sellers.module.css';
import { ProductCard } from './product-card.tsx';
import { best_sellers_max, bestSellersQuery } from './queries.ts';
import type { CatalogueSearch } from './search.ts';

const places = Array.from({ length: best_sellers_max }, (_, index) => `place ${index}`);

/** One row of what sells best. A shop that has sold nothing yet has none. */
export function BestSellers({ search }: { search: CatalogueSearch }) {
  const { data, isPending } = useQuery(bestSellersQuery(search));
  if (!isPending && (data === undefined || data.data.length === 0)) return null;
  return (
    <section className={classes.section} aria-labelledby="best-sellers">
      <h2 id="best-sellers" className={classes.title}>
        Best sellers
      </h2>
      <ul className={classes.row}>
        {isPending
          ? places.map((place) => <li key={place} className={classes.blank} aria-hidden="true" />)
          : data?.data.map(({ product }) => <ProductCard key={product.id} product={product} isUrgent />)}
      </ul>
    </section>
  );
}
