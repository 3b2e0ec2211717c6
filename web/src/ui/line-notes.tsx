import { setQuantity } from '../lib/cart.ts';
import type { CheckedLine } from '../lib/cart-check.ts';
import classes from './line-notes.module.css';
import { Money } from './money.tsx';

interface LineNotesProps {
  line: CheckedLine;
  /** Takes the line out of the cart. */
  onRemove: () => void;
}

/** What has changed about a line of the cart since it was put in, each with the one click that mends it. */
export function LineNotes({ line, onRemove }: LineNotesProps) {
  const { trouble, was, name, variant_id, unit_price } = line;
  return (
    <div className={classes.notes} role="status">
      {was !== null && (
        <p className={classes.price}>
          The price has changed from <Money minor={was} /> to <Money minor={unit_price} />.
        </p>
      )}
      {trouble?.kind === 'short' && (
        <p className={classes.trouble}>
          Only {trouble.available} left.{' '}
          <button
            type="button"
            aria-label={`Take ${trouble.available} of ${name}`}
            onClick={() => setQuantity(variant_id, trouble.available)}
          >
            Take {trouble.available}
          </button>
        </p>
      )}
      {(trouble?.kind === 'sold_out' || trouble?.kind === 'gone') && (
        <p className={classes.trouble}>
          {trouble.kind === 'sold_out' ? 'Sold out meanwhile.' : 'No longer sold.'}{' '}
          <button type="button" aria-label={`Take it out: ${name}`} onClick={onRemove}>
            Take it out
          </button>
        </p>
      )}
    </div>
  );
}
