import type { Product } from '@orderhouse/contracts';
import { type Ref, useState } from 'react';
import { ProductPicture } from '../../ui/product-picture.tsx';
import classes from './gallery.module.css';

/** The pictures of a product: one large, the others to choose from. */
export function Gallery({ product, ref }: { product: Product; ref: Ref<HTMLDivElement> }) {
  const [chosen, setChosen] = useState(0);
  const index = chosen < product.images.length ? chosen : 0;
  return (
    <div className={classes.gallery}>
      <div ref={ref}>
        <ProductPicture product={product} size="page" index={index} isUrgent />
      </div>
      {product.images.length > 1 && (
        <ul className={classes.others} aria-label="Pictures">
          {product.images.map((image, place) => (
            <li key={image.id}>
              <button
                type="button"
                aria-label={image.alt_text || `Picture ${place + 1}`}
                aria-pressed={place === index}
                onClick={() => setChosen(place)}
              >
                <ProductPicture product={product} size="thumbnail" index={place} isDecorative />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
