import { IconBox, IconCategory, IconChartBar, IconFileImport, IconShoppingBag, IconStack2 } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { importsSearch } from '../../features/imports/search.ts';
import { ordersSearch } from '../../features/orders/search.ts';
import { overviewSearch } from '../../features/overview/search.ts';
import { productsSearch } from '../../features/products/search.ts';
import { stockSearch } from '../../features/stock/search.ts';
import { lazyRoom, room } from '../room.ts';
import { rootRoute } from '../root-route.tsx';

const getParentRoute = () => rootRoute;

export const sellingRoutes = [
  createRoute({
    getParentRoute,
    path: '/overview',
    ...room('reports:read', { label: 'Overview', icon: IconChartBar, group: 'selling' }),
    validateSearch: overviewSearch,
    component: lazyRoom(() => import('../../features/overview/overview-page.tsx'), 'OverviewPage'),
  }),
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
  createRoute({
    getParentRoute,
    path: '/manage/products',
    ...room('products:write', { label: 'Products', icon: IconBox, group: 'selling' }),
    validateSearch: productsSearch,
    component: lazyRoom(() => import('../../features/products/products-page.tsx'), 'ProductsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/manage/products/new',
    ...room('products:write'),
    component: lazyRoom(() => import('../../features/products/new-product-page.tsx'), 'NewProductPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/manage/products/$productId',
    ...room('products:write'),
    component: lazyRoom(() => import('../../features/products/edit-product-page.tsx'), 'EditProductPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/manage/stock',
    ...room('stock:adjust', { label: 'Stock', icon: IconStack2, group: 'selling' }),
    validateSearch: stockSearch,
    component: lazyRoom(() => import('../../features/stock/stock-page.tsx'), 'StockPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/manage/categories',
    ...room('categories:manage', { label: 'Categories', icon: IconCategory, group: 'selling' }),
    component: lazyRoom(() => import('../../features/categories/categories-page.tsx'), 'CategoriesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/imports',
    ...room('imports:run', { label: 'Imports', icon: IconFileImport, group: 'selling' }),
    validateSearch: importsSearch,
    component: lazyRoom(() => import('../../features/imports/imports-page.tsx'), 'ImportsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/imports/$importId',
    ...room('imports:run'),
    component: lazyRoom(() => import('../../features/imports/import-page.tsx'), 'ImportPage'),
  }),
] as const;
