import { Group, Skeleton, Stack } from '@mantine/core';
import type { Order } from '@orderhouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { now_ms } from '../../lib/clock.ts';
import { orderQuery } from '../../lib/orders.ts';
import { isCode } from '../../lib/problem-words.ts';
import { useSession } from '../../lib/session.ts';
import { Page } from '../../ui/page.tsx';
import { Failure, NotFoundPage } from '../../ui/states.tsx';
import { OrderState } from '../../ui/status.tsx';
import { Time } from '../../ui/time.tsx';
import { CancelButton } from './cancel-button.tsx';
import { CancelWindow } from './cancel-window.tsx';
import { NextStep } from './next-step.tsx';
import classes from './order.module.css';
import { OrderChanges } from './order-changes.tsx';
import { OrderFacts } from './order-facts.tsx';
import { OrderParcels } from './order-parcels.tsx';
import { OrderProgress } from './order-progress.tsx';
import { OrderTimeline } from './order-timeline.tsx';
import { mayCancel } from './steps.ts';

const route = getRouteApi('/orders/$orderId');

function Waiting() {
  return (
    <Stack role="status" aria-label="Loading the order">
      <Skeleton height={48} />
      <div className={classes.columns}>
        <Skeleton height={320} />
        <Skeleton height={320} />
      </div>
    </Stack>
  );
}

function About({ order }: { order: Order }) {
  const { user } = useSession();
  return (
    <>
      {order.imported ? 'Imported, placed' : 'Placed'} <Time at={order.placed_at} />
      {user?.role !== 'customer' && order.customer.full_name && ` by ${order.customer.full_name}`}
    </>
  );
}

function Cancelled({ order: { cancelled_at, cancel_reason } }: { order: Order }) {
  return (
    <p className={classes.cancelled}>
      <OrderState status="cancelled" />
      <span>
        {cancelled_at && <Time at={cancelled_at} />}
        {cancel_reason && ` · ${cancel_reason}`}
      </span>
    </p>
  );
}

function Whole({ order }: { order: Order }) {
  const { user } = useSession();
  return (
    <>
      <OrderChanges order={order} />
      {order.status === 'cancelled' ? <Cancelled order={order} /> : <OrderProgress order={order} />}
      {user?.role === 'customer' && <CancelWindow order={order} />}
      <div className={classes.columns}>
        <OrderParcels order={order} />
        <Stack gap="xl">
          <OrderFacts order={order} />
          <OrderTimeline order={order} />
        </Stack>
      </div>
    </>
  );
}

/** One order: what, for whom, where to, how far it is and what happened; and what can be done with it. */
export function OrderPage() {
  const { orderId } = route.useParams();
  const { user } = useSession();
  const { data: order, error, refetch } = useQuery(orderQuery(orderId));
  // An address that is none, as much as one that leads to nothing.
  const isNowhere = isCode(error, 'not_found') || isCode(error, 'validation_failed');
  if (isNowhere) return <NotFoundPage what="There is no such order" />;
  if (!order) {
    return (
      <Page title="Order" about={<br />}>
        {error ? <Failure error={error} retry={() => void refetch()} /> : <Waiting />}
      </Page>
    );
  }
  return (
    <Page
      title={`Order ${order.number}`}
      about={<About order={order} />}
      actions={
        <Group gap="xs">
          {user?.role === 'admin' && <CancelButton order={order} isOffered={mayCancel(order, 'admin', now_ms())} />}
          <NextStep order={order} />
        </Group>
      }
    >
      <Whole order={order} />
    </Page>
  );
}
