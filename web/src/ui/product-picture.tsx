import type { ImageSize, Product } from '@orderhouse/contracts';
import { drawingOf } from './drawing.ts';
import classes from './product-picture.module.css';

interface ProductPictureProps {
  product: Pick<Product, 'name' | 'images' | 'category_ids'>;
  size: ImageSize;
  /** The first picture of what is seen at once is not fetched lazily. */
  isUrgent?: boolean;
  /** Which of its pictures; the first unless said otherwise. */
  index?: number;
  /** Beside a link that names the product already, the picture says nothing more. */
  isDecorative?: boolean;
}

/** A quiet picture of nothing but the product's name and category, for products without a photograph. */
function Drawing({ name, categoryId, label }: { name: string; categoryId: string; label: string | undefined }) {
  const { hue, shapes } = drawingOf(name, categoryId);
  return (
    <svg
      viewBox="0 0 80 100"
      preserveAspectRatio="xMidYMid slice"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <rect width="80" height="100" fill={`light-dark(hsl(${hue} 22% 93%), hsl(${hue} 12% 17%))`} />
      {shapes.map(({ d, tint }) => (
        <path key={d} d={d} fill={`light-dark(hsl(${hue} 24% ${86 - tint * 7}%), hsl(${hue} 14% ${23 + tint * 6}%))`} />
      ))}
    </svg>
  );
}

/** The picture of a product, 4:5; drawn where there is none, or none yet. */
export function ProductPicture({
  product,
  size,
  isUrgent = false,
  index = 0,
  isDecorative = false,
}: ProductPictureProps) {
  const image = product.images[index];
  const label = isDecorative ? '' : image?.alt_text || product.name;
  return (
    <div className={classes.frame}>
      {image?.urls ? (
        <img
          src={image.urls[size]}
          alt={label}
          loading={isUrgent ? 'eager' : 'lazy'}
          fetchPriority={isUrgent ? 'high' : 'auto'}
          decoding="async"
        />
      ) : (
        <Drawing name={product.name} categoryId={product.category_ids[0] ?? ''} label={label || undefined} />
      )}
    </div>
  );
}
