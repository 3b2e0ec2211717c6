import { IconUser } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { returnSearch } from '../../features/accounts/return-to.ts';
import { lazyRoom, room } from '../room.ts';
import { rootRoute } from '../root-route.tsx';

const getParentRoute = () => rootRoute;

export const accountRoutes = [
  createRoute({
    getParentRoute,
    path: '/sign-in',
    validateSearch: returnSearch,
    component: lazyRoom(() => import('../../features/accounts/sign-in-page.tsx'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/register',
    validateSearch: returnSearch,
    component: lazyRoom(() => import('../../features/accounts/register-page.tsx'), 'RegisterPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/forgotten-password',
    component: lazyRoom(() => import('../../features/accounts/forgotten-password-page.tsx'), 'ForgottenPasswordPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reset-password',
    component: lazyRoom(() => import('../../features/accounts/reset-password-page.tsx'), 'ResetPasswordPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/profile',
    ...room('profile:manage', { label: 'Profile', icon: IconUser, group: 'shop' }),
    component: lazyRoom(() => import('../../features/accounts/profile-page.tsx'), 'ProfilePage'),
  }),
] as const;
