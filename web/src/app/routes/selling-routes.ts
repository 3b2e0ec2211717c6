import { IconShoppingBag } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { ordersSearch } from '../../features/orders/search.ts';
import { lazyRoom, room } from '../room.ts';
import { rootRoute } from '../root-route.tsx';

const getParentRoute = () => rootRoute;

export const sellingRoutes = [
  createRoute({
    getParentRoute,
    path: '/orders',
    ...room('orders:read', { label: 'Orders', icon: IconShoppingBag, group: 'selling' }),
    validateSearch: ordersSearch,
    component: lazyRoom(() => import('../../features/orders/orders-page.tsx'), 'OrdersPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/orders/$orderId',
    ...room('orders:read'),
    component: lazyRoom(() => import('../../features/orders/order-page.tsx'), 'OrderPage'),
  }),
] as const;
