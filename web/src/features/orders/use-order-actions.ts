import type { BodyOf, Order, OrderStatus, orders } from '@orderhouse/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { orderQuery } from '../../lib/orders.ts';
import { tellRefused } from '../../ui/toast.ts';
import { showOrder } from './queries.ts';

type Move = BodyOf<typeof orders.updateStatus>;
type Settlement = BodyOf<typeof orders.settlePayment>;

/** The order as it will be once its next step is done; a part that is ahead already stays there. */
function movedTo(order: Order, to: OrderStatus): Order {
  const from: OrderStatus = to === 'delivered' ? 'shipped' : 'pending';
  const fulfillments = order.fulfillments.map((part) => (part.status === from ? { ...part, status: to } : part));
  return { ...order, fulfillments };
}

/** What is done with one order. Each rejects with why it was refused; the order is read anew either way. */
export function useOrderActions(order: Order) {
  const queries = useQueryClient();
  const { id } = order;
  const { queryKey } = orderQuery(id);
  const reread = () => queries.invalidateQueries({ queryKey: ['orders'] });

  const move = useMutation({
    mutationFn: (body: Move) => client.orders.updateStatus({ params: { id }, body }),
    // Shown at once where nothing but the state changes; shipping waits for its carrier to be taken down.
    onMutate: async ({ status }) => {
      if (status === 'shipped') return { before: undefined };
      await queries.cancelQueries({ queryKey });
      const before = queries.getQueryData(queryKey);
      if (before) queries.setQueryData(queryKey, movedTo(before, status));
      return { before };
    },
    onSuccess: (moved) => showOrder(queries, moved),
    onError: (error, { status }, context) => {
      if (context?.before) queries.setQueryData(queryKey, context.before);
      if (status !== 'shipped') tellRefused(error);
      void reread();
    },
  });
  const cancel = useMutation({
    mutationFn: ({ reason, idempotencyKey }: { reason: string; idempotencyKey: string }) =>
      client.orders.cancel({ params: { id }, body: reason === '' ? {} : { reason }, idempotencyKey }),
    onSuccess: (cancelled) => showOrder(queries, cancelled),
    onError: () => void reread(),
  });
  const settle = useMutation({
    mutationFn: ({ idempotencyKey, ...body }: Settlement & { idempotencyKey: string }) =>
      client.orders.settlePayment({ params: { id }, body, idempotencyKey }),
    onSettled: reread,
  });
  return { move, cancel, settle };
}
