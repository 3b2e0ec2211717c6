import { IconBuildingStore } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { prefetchCatalogue } from '../../features/catalogue/prefetch.ts';
import { catalogueSearch } from '../../features/catalogue/search.ts';
import { checkoutSearch } from '../../features/checkout/search.ts';
import { productInShop } from '../../features/product/queries.ts';
import { productSearch } from '../../features/product/search.ts';
import { queryClient } from '../../lib/query-client.ts';
import { lazyRoom, room } from '../room.ts';
import { rootRoute } from '../root-route.tsx';

const getParentRoute = () => rootRoute;

export const shopRoutes = [
  createRoute({
    getParentRoute,
    path: '/',
    staticData: { sign: { label: 'Shop', icon: IconBuildingStore, group: 'shop' } },
    validateSearch: catalogueSearch,
    loaderDeps: ({ search }) => search,
    loader: ({ deps, cause }) => {
      // Pointing at a filter is not choosing it.
      if (cause !== 'preload') prefetchCatalogue(deps);
    },
    component: lazyRoom(() => import('../../features/catalogue/catalogue-page.tsx'), 'CataloguePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/products/$productId',
    validateSearch: productSearch,
    loader: ({ params, cause }) => {
      if (cause !== 'preload') void queryClient.prefetchQuery(productInShop(params.productId));
    },
    component: lazyRoom(() => import('../../features/product/product-page.tsx'), 'ProductPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/cart',
    component: lazyRoom(() => import('../../features/cart/cart-page.tsx'), 'CartPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/checkout',
    ...room('orders:place'),
    validateSearch: checkoutSearch,
    component: lazyRoom(() => import('../../features/checkout/checkout-page.tsx'), 'CheckoutPage'),
  }),
] as const;
