import { limits } from '@orderhouse/contracts';
import { IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { putBack, setQuantity, totalsOf } from '../../lib/cart.ts';
import { type CheckedLine, useCheckedCart } from '../../lib/cart-check.ts';
import { counted } from '../../lib/counted.ts';
import { wordsOf } from '../../lib/problem-words.ts';
import { LineNotes } from '../../ui/line-notes.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Money } from '../../ui/money.tsx';
import { Page } from '../../ui/page.tsx';
import { ProductPicture } from '../../ui/product-picture.tsx';
import { QuantityInput } from '../../ui/quantity-input.tsx';
import { Empty } from '../../ui/states.tsx';
import { Sum } from '../../ui/sum.tsx';
import { tellUndoable } from '../../ui/tell-undoable.tsx';
import classes from './cart-page.module.css';

/** How many can be wanted: what is left, or more where that is not known yet. */
function mostOf({ product, variant_id }: CheckedLine): number {
  const stock = product?.variants.find(({ id }) => id === variant_id)?.stock;
  return Math.min(stock ?? limits.quantity_max, limits.quantity_max);
}

function CartRow({ line, onRemove }: { line: CheckedLine; onRemove: () => void }) {
  const { name, product, product_id, sku, variant_id, unit_price, quantity } = line;
  const picture = product ?? { name, images: [], category_ids: [] };
  return (
    <li className={classes.line}>
      <div className={classes.picture}>
        <ProductPicture product={picture} size="thumbnail" isDecorative />
      </div>
      <div className={classes.what}>
        <Link to="/products/$productId" params={{ productId: product_id }} search={{ variant: sku }}>
          {name}
        </Link>
        <p className={classes.each}>
          <Money minor={unit_price} /> each
        </p>
        <LineNotes line={line} onRemove={onRemove} />
      </div>
      <div className={classes.quantity}>
        <QuantityInput
          label={`Quantity of ${name}`}
          value={quantity}
          max={mostOf(line)}
          onChange={(wanted) => setQuantity(variant_id, wanted)}
        />
      </div>
      <p className={classes.total}>
        <Money minor={unit_price * quantity} />
      </p>
      <button type="button" className={classes.remove} onClick={onRemove} aria-label={`Take out ${name}`}>
        <IconX size={18} stroke={1.6} aria-hidden="true" />
      </button>
    </li>
  );
}

/** What is wanted, as it is sold today. */
export function CartPage() {
  const { lines, error } = useCheckedCart();
  const { units, total } = totalsOf(lines);
  if (lines.length === 0) {
    return (
      <Page title="Cart">
        <Empty title="Your cart is empty" action={<LinkButton to="/">To the shop</LinkButton>}>
          What you put in waits here, also when you come back another day.
        </Empty>
      </Page>
    );
  }
  const remove = (line: CheckedLine, index: number) => {
    setQuantity(line.variant_id, 0);
    const { product, trouble, was, ...kept } = line;
    tellUndoable(`${line.name} was taken out.`, () => putBack(kept, index));
  };
  const troubles = lines.filter(({ trouble }) => trouble !== null).length;
  return (
    <Page title="Cart" about={counted(units, 'article', 'articles')}>
      <div className={classes.columns}>
        <ul className={classes.lines}>
          {lines.map((line, index) => (
            <CartRow key={line.variant_id} line={line} onRemove={() => remove(line, index)} />
          ))}
        </ul>
        <section className={classes.summary} aria-label="Sum">
          <Sum minor={total}>Total</Sum>
          {troubles > 0 ? (
            <p className={classes.hint} role="status">
              {troubles === 1
                ? 'One line has to be mended before you can order.'
                : `${troubles} lines have to be mended before you can order.`}
            </p>
          ) : (
            <LinkButton to="/checkout" size="md" fullWidth>
              To the checkout
            </LinkButton>
          )}
          {error !== null && (
            <p className={classes.hint} role="status">
              Prices and stock could not be checked just now. {wordsOf(error)}
            </p>
          )}
          <Link to="/" className={classes.on}>
            Look around some more
          </Link>
        </section>
      </div>
    </Page>
  );
}
