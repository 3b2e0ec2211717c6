import type { Order } from '@orderhouse/contracts';
import { useState } from 'react';
import { useSession } from '../../lib/session.ts';
import { changeWords } from './change-words.ts';
import { stateFor } from './steps.ts';

/** Says to whoever reads by ear what has changed about an order while it is open; the eye sees it change. */
export function OrderChanges({ order }: { order: Order }) {
  const { user } = useSession();
  const role = user?.role ?? 'anonymous';
  const now = { status: stateFor(order, role), payment: order.payment_status };
  const [seen, setSeen] = useState(now);
  const [words, setWords] = useState('');
  if (seen.status !== now.status || seen.payment !== now.payment) {
    setSeen(now);
    setWords(changeWords(order.number, seen, now));
  }
  return (
    <span role="status" className="visually-hidden">
      {words}
    </span>
  );
}
