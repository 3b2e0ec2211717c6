import { useSuspenseQuery } from '@tanstack/react-query';
import { createRootRoute } from '@tanstack/react-router';
import { queryClient } from '../lib/query-client.ts';
import { sessionReady } from '../lib/session.ts';
import { StoreContext, storeQuery } from '../lib/store.ts';
import { NotFoundPage } from '../ui/states.tsx';
import { Shell } from './layout/shell.tsx';

function Root() {
  const { data: store } = useSuspenseQuery(storeQuery);
  return (
    <StoreContext value={store}>
      <Shell />
    </StoreContext>
  );
}

export const rootRoute = createRootRoute({
  component: Root,
  notFoundComponent: () => <NotFoundPage />,
  beforeLoad: () => sessionReady(),
  loader: () => queryClient.ensureQueryData(storeQuery),
});
