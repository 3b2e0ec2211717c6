import { getRouteApi } from '@tanstack/react-router';
import { useCheckedCart } from '../../lib/cart-check.ts';
import { useSession } from '../../lib/session.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import { CheckoutForm } from './checkout-form.tsx';
import { PaymentStep } from './payment-step.tsx';

const route = getRouteApi('/checkout');

/** The last step: where to, how it is paid, and the order is placed. */
export function CheckoutPage() {
  const { order } = route.useSearch();
  const { user } = useSession();
  const { lines, refetch } = useCheckedCart();
  if (order !== undefined) return <PaymentStep key={order} orderId={order} />;
  if (user?.role !== 'customer') {
    return (
      <Page title="Checkout">
        <Empty title="Only customers order here" action={<LinkButton to="/">To the shop</LinkButton>}>
          Sign in with a customer’s account to buy something.
        </Empty>
      </Page>
    );
  }
  if (lines.length === 0) {
    return (
      <Page title="Checkout">
        <Empty title="There is nothing to order yet" action={<LinkButton to="/">To the shop</LinkButton>}>
          Your cart is empty.
        </Empty>
      </Page>
    );
  }
  return (
    <Page title="Checkout">
      <CheckoutForm key={user.id} user={user} lines={lines} refetch={refetch} />
    </Page>
  );
}
