import { Button } from '@mantine/core';
import { limits, type Product, type Variant } from '@orderhouse/contracts';
import { useState } from 'react';
import { addToCart, nameOfVariant, useCart } from '../../lib/cart.ts';
import { TextLink } from '../../ui/link-button.tsx';
import { QuantityInput } from '../../ui/quantity-input.tsx';
import classes from './product-page.module.css';

interface AddToCartProps {
  product: Product;
  variant: Variant;
  /** Called when something was put in. */
  onAdded: () => void;
}

/** How many, and into the cart: no more than there are. */
export function AddToCart({ product, variant, onAdded }: AddToCartProps) {
  const cart = useCart();
  const [wanted, setWanted] = useState(1);
  const [told, setTold] = useState('');
  const name = nameOfVariant(product, variant);
  const inCart = cart.find(({ variant_id }) => variant_id === variant.id)?.quantity ?? 0;
  const left = Math.max(0, variant.stock - inCart);
  const isFull = inCart === 0 && cart.length >= limits.order_lines_max;
  const quantity = Math.min(wanted, Math.max(1, left));
  const mayAdd = left > 0 && !isFull;
  const add = () => {
    addToCart(product, variant, quantity);
    setWanted(1);
    setTold(`${quantity} × ${name} put into the cart.`);
    onAdded();
  };
  return (
    <div className={classes.buy}>
      <div className={classes.add}>
        <QuantityInput
          label={`Quantity of ${name}`}
          value={quantity}
          onChange={setWanted}
          max={Math.min(left, limits.quantity_max)}
          disabled={!mayAdd}
        />
        <Button size="md" h={40} flex={1} onClick={add} disabled={!mayAdd}>
          {variant.stock > 0 ? 'Add to cart' : 'Sold out'}
        </Button>
      </div>
      <p className={classes.inCart}>
        {inCart > 0 && (
          <>
            {left === 0 && variant.stock > 0 ? `All ${variant.stock} that are left are` : `${inCart} of it`} in your
            cart.{' '}
            <TextLink to="/cart" inherit>
              To the cart
            </TextLink>
          </>
        )}
        {isFull && 'Your cart has as many different things in it as it can hold.'}
      </p>
      <p className="visually-hidden" role="status">
        {told}
      </p>
    </div>
  );
}
