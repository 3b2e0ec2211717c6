import { Button } from '@mantine/core';
import { IconShoppingCart } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { totalsOf, useCart } from '../../lib/cart.ts';
import { counted } from '../../lib/counted.ts';
import classes from './shell.module.css';

/** The way to the cart, and how much is in it. */
export function CartLink() {
  const { units } = totalsOf(useCart());
  return (
    <Button
      id="cart-link"
      component={Link}
      to="/cart"
      variant="subtle"
      color="gray"
      px="xs"
      aria-label={`Cart, ${counted(units, 'article', 'articles')}`}
    >
      <IconShoppingCart size={18} stroke={1.6} aria-hidden="true" />
      {units > 0 && (
        <span className={classes.count} aria-hidden="true" style={{ marginLeft: 4 }}>
          {units}
        </span>
      )}
    </Button>
  );
}
