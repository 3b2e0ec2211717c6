import { type Order, type OrderStatus, orderStatuses } from '@orderhouse/contracts';
import { useSession } from '../../lib/session.ts';
import { orderWords } from '../../ui/status.tsx';
import classes from './order-progress.module.css';
import { stateFor } from './steps.ts';

const way: readonly OrderStatus[] = orderStatuses.filter((status) => status !== 'cancelled');

/** How far an order is on its way; the mark moves on as it does. */
export function OrderProgress({ order }: { order: Order }) {
  const { user } = useSession();
  const state = stateFor(order, user?.role ?? 'anonymous');
  if (state === 'cancelled') return null;
  const reached = way.indexOf(state);
  return (
    <ol className={classes.progress} aria-label="How far it is">
      {way.map((status, place) => (
        <li
          key={status}
          data-passed={place < reached || undefined}
          aria-current={place === reached ? 'step' : undefined}
        >
          {orderWords[status]}
        </li>
      ))}
    </ol>
  );
}
