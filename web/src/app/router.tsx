import { createRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { useEffect } from 'react';
import { OutdatedPage, renewPage } from '../lib/load-code.ts';
import { Failure, ForbiddenPage } from '../ui/states.tsx';
import { ForbiddenRoom } from './room.ts';
import { rootRoute } from './root-route.tsx';
import { accountRoutes } from './routes/account-routes.ts';
import { sellingRoutes } from './routes/selling-routes.ts';
import { shopRoutes } from './routes/shop-routes.ts';
import { storeRoutes } from './routes/store-routes.ts';

function RoomError({ error, reset }: ErrorComponentProps) {
  useEffect(() => {
    if (error instanceof OutdatedPage) renewPage();
  }, [error]);
  if (error instanceof ForbiddenRoom) return <ForbiddenPage />;
  const again = () => {
    reset();
    void router.invalidate();
  };
  return <Failure error={error} retry={again} />;
}

export const router = createRouter({
  routeTree: rootRoute.addChildren([...shopRoutes, ...accountRoutes, ...sellingRoutes, ...storeRoutes]),
  defaultErrorComponent: RoomError,
  // Code and nothing else: what a room reads is read when it is entered.
  defaultPreload: 'intent',
  scrollRestoration: true,
  // What no room knows, or does not fit, is no part of an address: without this a room is handed it all the same.
  search: { strict: true },
  defaultStructuralSharing: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
