import { Button, Skeleton } from '@mantine/core';
import type { Order } from '@orderhouse/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useAttempt } from '../../lib/attempt.ts';
import { putBack } from '../../lib/cart.ts';
import { client } from '../../lib/client.ts';
import { orderQuery } from '../../lib/orders.ts';
import { TextLink } from '../../ui/link-button.tsx';
import { Money } from '../../ui/money.tsx';
import { Page } from '../../ui/page.tsx';
import { Failure } from '../../ui/states.tsx';
import { Sum } from '../../ui/sum.tsx';
import { tellDone, tellRefused } from '../../ui/toast.ts';
import classes from './checkout.module.css';
import { takeLines } from './unpaid-lines.ts';

type Outcome = 'approve' | 'decline';

function useSettling(order: Order) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const attempt = useAttempt();
  return useMutation({
    mutationFn: (outcome: Outcome) => {
      const body = { outcome };
      const params = { id: order.id };
      return attempt(body, (idempotencyKey) => client.orders.settlePayment({ params, body, idempotencyKey }));
    },
    onSuccess: async (_payment, outcome) => {
      if (outcome === 'approve') {
        tellDone(`Thank you! Order ${order.number} is placed and paid.`);
        await navigate({ to: '/orders/$orderId', params: { orderId: order.id }, replace: true });
      } else {
        for (const [index, line] of takeLines(order.id).entries()) putBack(line, index);
        tellDone(`The payment was declined, so order ${order.number} was cancelled. Your cart is as it was.`);
        await navigate({ to: '/cart', replace: true });
      }
      await queries.invalidateQueries({ queryKey: ['orders'] });
    },
    onError: tellRefused,
  });
}

function PayForm({ order }: { order: Order }) {
  const settle = useSettling(order);
  return (
    <div className={classes.pay}>
      <Sum minor={order.total} currency={order.currency}>
        To pay
      </Sum>
      <p className={classes.hint}>This is a demo: no money moves. Choose what the bank would say.</p>
      <Button
        size="md"
        fullWidth
        loading={settle.isPending && settle.variables === 'approve'}
        disabled={settle.isPending}
        onClick={() => settle.mutate('approve')}
      >
        Pay&nbsp;
        <Money minor={order.total} currency={order.currency} />
      </Button>
      <Button
        size="md"
        fullWidth
        variant="default"
        loading={settle.isPending && settle.variables === 'decline'}
        disabled={settle.isPending}
        onClick={() => settle.mutate('decline')}
      >
        Have it declined
      </Button>
      <TextLink to="/orders/$orderId" params={{ orderId: order.id }} ta="center" size="sm" c="dimmed">
        Pay later, from the order’s page
      </TextLink>
    </div>
  );
}

/** The order is placed; how it is paid is played through. It survives a reload: the order stands in the address. */
export function PaymentStep({ orderId }: { orderId: string }) {
  const navigate = useNavigate();
  const { data: order, error, refetch } = useQuery(orderQuery(orderId));
  const isToPay = order?.payment_status === 'unpaid' && order.status !== 'cancelled';
  const isOver = order !== undefined && !isToPay;
  // Paid in another tab, or come back to by the way of before.
  useEffect(() => {
    if (isOver) void navigate({ to: '/orders/$orderId', params: { orderId }, replace: true });
  }, [isOver, navigate, orderId]);
  return (
    <Page title="Payment" about={order && `Order ${order.number} is placed.`} isNarrow>
      {order === undefined && error === null && <Skeleton height={200} maw={400} />}
      {order === undefined && error !== null && <Failure error={error} retry={() => void refetch()} />}
      {order !== undefined && isToPay && <PayForm order={order} />}
    </Page>
  );
}
