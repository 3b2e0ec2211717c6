import type { Order } from '@orderhouse/contracts';
import { now_ms } from '../../lib/clock.ts';
import { CancelButton } from './cancel-button.tsx';
import { clockOf, isWorthTelling, spokenOf } from './countdown.ts';
import classes from './order.module.css';
import { mayCancel } from './steps.ts';
import { useRemaining } from './use-remaining.ts';

const tooLate = {
  pending:
    'The time to cancel this order is over. If something is wrong with it, ask the shop: it can still cancel until the order is shipped.',
  processing:
    'The shop is preparing this order, so it can no longer be cancelled here. If something is wrong with it, ask the shop.',
} as const;

/** How long its customer may still cancel an order, counted down; and what to do when that is over. */
export function CancelWindow({ order }: { order: Order }) {
  const left_ms = useRemaining(order.cancellable_until);
  const isOpen = left_ms > 0 && mayCancel(order, 'customer', now_ms());
  const isTooLate = !isOpen && (order.status === 'pending' || order.status === 'processing');
  return (
    <div className={isOpen || isTooLate ? classes.window : undefined}>
      {isOpen && (
        <p>
          You can cancel this order for another{' '}
          {/* The figure ticks for the eye; the ear is told of it below, and seldom. */}
          <time
            role="timer"
            aria-live="off"
            aria-label={`${spokenOf(left_ms)} left to cancel`}
            className={`${classes.left} figures`}
          >
            {clockOf(left_ms)}
          </time>
        </p>
      )}
      {isTooLate && <p>{tooLate[order.status === 'pending' ? 'pending' : 'processing']}</p>}
      <CancelButton order={order} isOffered={isOpen} size="xs" />
      <span role="status" className="visually-hidden">
        {isOpen && isWorthTelling(left_ms) && `Less than ${spokenOf(left_ms)} left to cancel this order.`}
        {isTooLate && 'This order can no longer be cancelled here.'}
      </span>
    </div>
  );
}
