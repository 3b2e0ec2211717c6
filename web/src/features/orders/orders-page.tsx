import type { Asker } from '@orderhouse/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { client } from '../../lib/client.ts';
import { useSession } from '../../lib/session.ts';
import { useStore } from '../../lib/store.ts';
import { ExportButton } from '../../ui/export-button.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { Empty } from '../../ui/states.tsx';
import { filtersOf, isNarrowed } from './filters.ts';
import { OrderFilters } from './order-filters.tsx';
import { OrdersTable } from './orders-table.tsx';
import { ordersQuery } from './queries.ts';
import type { OrdersSearch } from './search.ts';

const route = getRouteApi('/orders');

const titles: Readonly<Record<Asker, string>> = {
  customer: 'My orders',
  vendor: 'Orders to fulfil',
  admin: 'Orders',
  anonymous: 'Orders',
};

/** Why there is nothing: because nothing fits, because all is done, or because nothing was ordered yet. */
function NoOrders({ role, search }: { role: Asker; search: OrdersSearch }) {
  if (isNarrowed(search)) {
    return (
      <Empty
        title="No order fits"
        action={
          <LinkButton to="/orders" search={role === 'vendor' ? { status: 'all' } : {}} variant="default">
            Show all orders
          </LinkButton>
        }
      >
        Take a filter away, or choose other days.
      </Empty>
    );
  }
  if (role === 'customer') {
    return (
      <Empty title="You have not ordered anything yet" action={<LinkButton to="/">To the shop</LinkButton>}>
        What you order stands here, and how far it is.
      </Empty>
    );
  }
  if (role === 'vendor' && search.status === undefined) {
    return (
      <Empty
        title="Nothing to do"
        action={
          <LinkButton to="/orders" search={{ status: 'all' }} variant="default">
            Show all orders
          </LinkButton>
        }
      >
        All your orders are on their way. New ones appear here by themselves.
      </Empty>
    );
  }
  return <Empty title="No orders yet">They appear here by themselves when the first comes in.</Empty>;
}

/** The orders of whoever is here: a customer’s own, those that a vendor has to send, or all of the store. */
export function OrdersPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { user } = useSession();
  const { time_zone } = useStore();
  const role = user?.role ?? 'anonymous';
  const filters = filtersOf(search, role, time_zone);
  const query = useInfiniteQuery(ordersQuery(filters));
  return (
    <Page
      title={titles[role]}
      actions={
        <ExportButton
          what="orders"
          open={({ format, signal }) => client.exports.orders({ query: { format, ...filters }, signal })}
        />
      }
    >
      <OrderFilters search={search} role={role} onChange={(next) => void navigate({ search: next, replace: true })} />
      <div aria-busy={query.isPlaceholderData}>
        <PagedList query={query} empty={<NoOrders role={role} search={search} />}>
          {(rows) => (
            <OrdersTable
              caption={titles[role]}
              orders={rows}
              role={role}
              of={JSON.stringify([filters, query.isPlaceholderData])}
            />
          )}
        </PagedList>
      </div>
    </Page>
  );
}
