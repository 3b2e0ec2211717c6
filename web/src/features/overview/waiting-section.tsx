import { Button, Title } from '@mantine/core';
import type { Order } from '@orderhouse/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { LinkButton, TextLink } from '../../ui/link-button.tsx';
import { RowsSkeleton } from '../../ui/paged-list.tsx';
import { Failure } from '../../ui/states.tsx';
import { OrderState } from '../../ui/status.tsx';
import { Ago } from '../../ui/time.tsx';
import { tellDone, tellRefused } from '../../ui/toast.ts';
import classes from './overview.module.css';
import { waitingQuery } from './queries.ts';
import { type WaitingOrder, waitingOf } from './waiting.ts';

const shown_max = 8;

function PrepareButton({ order: { id, number } }: { order: Order }) {
  const queries = useQueryClient();
  const prepare = useMutation({
    mutationFn: () => client.orders.updateStatus({ params: { id }, body: { status: 'processing' } }),
    onSuccess: () => tellDone(`Order ${number} is being prepared.`),
    onError: tellRefused,
    onSettled: () => queries.invalidateQueries({ queryKey: ['orders'] }),
  });
  return (
    <Button size="xs" variant="default" loading={prepare.isPending} onClick={() => prepare.mutate()}>
      Start preparing<span className="visually-hidden"> order {number}</span>
    </Button>
  );
}

function Waiting({ waiting: { order, next } }: { waiting: WaitingOrder }) {
  const units = order.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const goods = order.lines.map(({ name }) => name).join(', ');
  return (
    <li className={classes.waiting}>
      <span className={classes.waitingOrder}>
        <TextLink to="/orders/$orderId" params={{ orderId: order.id }}>
          Order {order.number}
        </TextLink>
        <span className={classes.goods}>
          {units} × {goods}
        </span>
      </span>
      <OrderState status={next === 'prepare' ? 'pending' : 'processing'} />
      <span className={classes.dimmed}>
        <Ago at={order.placed_at} />
      </span>
      {next === 'prepare' ? (
        <PrepareButton order={order} />
      ) : (
        <LinkButton size="xs" to="/orders/$orderId" params={{ orderId: order.id }}>
          Ship…<span className="visually-hidden"> order {order.number}</span>
        </LinkButton>
      )}
    </li>
  );
}

/** What a vendor has to do now, what has waited longest first. */
export function WaitingSection() {
  const { data, error, isPending, refetch } = useQuery(waitingQuery);
  const waiting = waitingOf(data?.data ?? []);
  const isMore = waiting.length > shown_max || (data?.next_cursor ?? null) !== null;
  return (
    <section className={classes.section} aria-labelledby="waiting">
      <div className={classes.head}>
        <Title order={2} id="waiting">
          Needs doing now
        </Title>
        {isMore && (
          <TextLink to="/orders" search={{ status: 'pending,processing' }}>
            All that wait
          </TextLink>
        )}
      </div>
      {isPending && <RowsSkeleton />}
      {data && waiting.length === 0 && (
        <p className={classes.dimmed}>Nothing waits for you. What is ordered stands here at once.</p>
      )}
      {waiting.length > 0 && (
        <ul className={classes.list}>
          {waiting.slice(0, shown_max).map((one) => (
            <Waiting key={one.order.id} waiting={one} />
          ))}
        </ul>
      )}
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
    </section>
  );
}
