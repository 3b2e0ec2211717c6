import { Button, type ButtonProps } from '@mantine/core';
import type { Order } from '@orderhouse/contracts';
import { useSession } from '../../lib/session.ts';
import { ShipButton } from './ship-button.tsx';
import { stepsFor, stepWords } from './steps.ts';
import { useOrderActions } from './use-order-actions.ts';

/** The button that carries an order on, or one's own part of it; none where there is no next step for who is here. */
export function NextStep({ order, ...button }: { order: Order } & ButtonProps) {
  const { user } = useSession();
  const { move } = useOrderActions(order);
  const [next] = stepsFor(order, user?.role ?? 'anonymous');
  if (next === undefined) return null;
  if (next === 'shipped') return <ShipButton order={order} {...button} />;
  return (
    <Button {...button} loading={move.isPending} onClick={() => move.mutate({ status: next })}>
      {stepWords[next]}
    </Button>
  );
}
