import type { Product } from '@orderhouse/contracts';
import { Link } from '@tanstack/react-router';
import { availabilityOf, priceRangeOf } from '../../lib/availability.ts';
import { useStore } from '../../lib/store.ts';
import { Money } from '../../ui/money.tsx';
import { ProductPicture } from '../../ui/product-picture.tsx';
import classes from './product-card.module.css';

interface ProductCardProps {
  product: Product;
  /** In the first row, which is seen at once. */
  isUrgent?: boolean;
}

/** What is told below the price; that there is plenty of it goes without saying. */
function useStockNote({ variants }: Product): { word: string; isSoldOut: boolean } | null {
  const store = useStore();
  if (variants.every(({ stock }) => stock <= 0)) return { word: 'Sold out', isSoldOut: true };
  const [only, another] = variants;
  if (only === undefined || another !== undefined) return null;
  const { state, word } = availabilityOf(only, store);
  return state === 'low' ? { word, isSoldOut: false } : null;
}

/** A product on the shelf: the picture, the price, the name. */
export function ProductCard({ product, isUrgent = false }: ProductCardProps) {
  const { lowest, isFrom } = priceRangeOf(product);
  const note = useStockNote(product);
  return (
    <li className={note?.isSoldOut ? `${classes.card} ${classes.soldOut}` : classes.card}>
      <div className={classes.picture}>
        <ProductPicture product={product} size="card" isUrgent={isUrgent} isDecorative />
      </div>
      <p className={classes.price}>
        <span>
          {isFrom && <span className={classes.from}>from </span>}
          <Money minor={lowest} currency={product.currency} />
        </span>
        {note && <span className={classes.note}>{note.word}</span>}
      </p>
      <h3 className={classes.name}>
        <Link to="/products/$productId" params={{ productId: product.id }} className={classes.link}>
          {product.name}
        </Link>
      </h3>
    </li>
  );
}

const places = Array.from({ length: 12 }, (_, index) => `place ${index}`);

/** The shape of a shelf before it is known. */
export function ShelfSkeleton() {
  return (
    <div role="status" aria-label="Loading products">
      <ul className={classes.shelf} aria-hidden="true">
        {places.map((place) => (
          <li key={place} className={classes.card}>
            <div className={classes.blank} />
            <p className={classes.price}>
              <span className={classes.blankLine} style={{ width: '4ch' }} />
            </p>
            <p className={classes.name}>
              <span className={classes.blankLine} style={{ width: '80%' }} />
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Pictures that fit into the first row of a wide screen, and those of a phone's first two. */
const urgent_max = 5;

/** Products side by side, as many as fit. */
export function Shelf({ products, isUrgent = false }: { products: readonly Product[]; isUrgent?: boolean }) {
  return (
    <ul className={classes.shelf}>
      {products.map((product, index) => (
        <ProductCard key={product.id} product={product} isUrgent={isUrgent && index < urgent_max} />
      ))}
    </ul>
  );
}
