import { setQuantity, totalsOf } from '../../lib/cart.ts';
import type { CheckedLine } from '../../lib/cart-check.ts';
import { LineNotes } from '../../ui/line-notes.tsx';
import { Money } from '../../ui/money.tsx';
import { Sum } from '../../ui/sum.tsx';
import classes from './checkout.module.css';

/** What is ordered, and what it costs. */
export function OrderSummary({ lines }: { lines: readonly CheckedLine[] }) {
  const { total } = totalsOf(lines);
  return (
    <>
      <ul className={classes.lines}>
        {lines.map((line) => (
          <li key={line.variant_id}>
            <div className={classes.line}>
              <span className={classes.count}>{line.quantity} ×</span>
              <span className={classes.name}>{line.name}</span>
              <Money minor={line.unit_price * line.quantity} />
            </div>
            <LineNotes line={line} onRemove={() => setQuantity(line.variant_id, 0)} />
          </li>
        ))}
      </ul>
      <Sum minor={total}>Total</Sum>
    </>
  );
}
