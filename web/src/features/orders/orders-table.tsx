import { Button } from '@mantine/core';
import type { Asker, Order } from '@orderhouse/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { counted } from '../../lib/counted.ts';
import { orderQuery } from '../../lib/orders.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { Money } from '../../ui/money.tsx';
import { OrderState, PaymentState } from '../../ui/status.tsx';
import { Ago, Time } from '../../ui/time.tsx';
import { NextStep } from './next-step.tsx';
import classes from './orders.module.css';
import { summaryOf } from './parcels.ts';
import { isMoot, stateFor } from './steps.ts';
import { useSteadyRows } from './use-steady-rows.ts';

function OrderCell({ order: { id, number, placed_at }, role }: { order: Order; role: Asker }) {
  return (
    <span className={classes.pair}>
      <TextLink to="/orders/$orderId" params={{ orderId: id }} className="figures" fw={500}>
        {number}
      </TextLink>
      <small>{role === 'customer' ? <Time at={placed_at} /> : <Ago at={placed_at} />}</small>
    </span>
  );
}

function ContentCell({ order: { customer, lines }, role }: { order: Order; role: Asker }) {
  const what = summaryOf(lines);
  if (role === 'customer') return <span className={`${classes.pair} ${classes.wide}`}>{what}</span>;
  return (
    <span className={`${classes.pair} ${classes.wide}`}>
      <span>{customer.full_name ?? customer.email ?? customer.reference ?? 'Not known'}</span>
      <small title={what}>{what}</small>
    </span>
  );
}

function StateCell({ order, role }: { order: Order; role: Asker }) {
  return (
    <span className={classes.pair}>
      <OrderState status={stateFor(order, role)} />
      {!isMoot(order) && (
        <small>
          <PaymentState status={order.payment_status} />
        </small>
      )}
    </span>
  );
}

function columnsFor(role: Asker, gone: ReadonlySet<string>): Column<Order>[] {
  const step: Column<Order> = {
    label: 'Next step',
    isAction: true,
    cell: (order) => !gone.has(order.id) && <NextStep order={order} size="xs" variant="default" />,
  };
  return [
    { label: 'Order', cell: (order) => <OrderCell order={order} role={role} /> },
    {
      label: role === 'customer' ? 'What' : 'For whom, and what',
      cell: (order) => <ContentCell order={order} role={role} />,
    },
    { label: 'State and payment', cell: (order) => <StateCell order={order} role={role} /> },
    {
      label: role === 'vendor' ? 'Your lines' : 'Total',
      isNumber: true,
      cell: ({ total, currency }) => <Money minor={total} currency={currency} />,
    },
    ...(role === 'customer' ? [] : [step]),
  ];
}

interface OrdersTableProps {
  caption: string;
  orders: readonly Order[];
  role: Asker;
  /** Names the list: its filters. */
  of: string;
}

/** Orders in rows that change before one's eyes, and never under one's hand. */
export function OrdersTable({ caption, orders, role, of }: OrdersTableProps) {
  const queries = useQueryClient();
  const { rows, waiting, gone, hold, letIn, newest } = useSteadyRows(orders, of);
  // What left the list by what was done in it is shown as it became.
  const shown = rows.map((row) =>
    gone.has(row.id) ? (queries.getQueryData(orderQuery(row.id).queryKey) ?? row) : row,
  );
  return (
    <>
      <div role="status" className={classes.waiting}>
        {newest && <span className="visually-hidden">Order {newest.number} has come in.</span>}
        {waiting > 0 && (
          <Button size="xs" onClick={letIn}>
            {`Show ${counted(waiting, 'new order', 'new orders')}`}
          </Button>
        )}
      </div>
      <div {...hold}>
        <DataTable caption={caption} rows={shown} idOf={({ id }) => id} columns={columnsFor(role, gone)} />
      </div>
    </>
  );
}
