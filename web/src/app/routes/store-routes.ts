import {
  IconAdjustments,
  IconHeartbeat,
  IconHistory,
  IconMailbox,
  IconTool,
  IconUsers,
  IconWebhook,
} from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { auditSearch } from '../../features/audit/search.ts';
import { jobsSearch } from '../../features/jobs/search.ts';
import { mailboxSearch } from '../../features/mailbox/search.ts';
import { usersSearch } from '../../features/users/search.ts';
import { webhookSearch } from '../../features/webhooks/search.ts';
import { lazyRoom, room } from '../room.ts';
import { rootRoute } from '../root-route.tsx';

const getParentRoute = () => rootRoute;

export const storeRoutes = [
  createRoute({
    getParentRoute,
    path: '/users',
    ...room('users:manage', { label: 'Users', icon: IconUsers, group: 'store' }),
    validateSearch: usersSearch,
    component: lazyRoom(() => import('../../features/users/users-page.tsx'), 'UsersPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/users/$userId',
    ...room('users:manage'),
    component: lazyRoom(() => import('../../features/users/user-page.tsx'), 'UserPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/webhooks',
    ...room('webhooks:manage', { label: 'Webhooks', icon: IconWebhook, group: 'store' }),
    component: lazyRoom(() => import('../../features/webhooks/webhooks-page.tsx'), 'WebhooksPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/webhooks/$endpointId',
    ...room('webhooks:manage'),
    validateSearch: webhookSearch,
    component: lazyRoom(() => import('../../features/webhooks/webhook-page.tsx'), 'WebhookPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/mailbox',
    ...room('notifications:read', { label: 'Mailbox', icon: IconMailbox, group: 'store' }),
    validateSearch: mailboxSearch,
    component: lazyRoom(() => import('../../features/mailbox/mailbox-page.tsx'), 'MailboxPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/failed-jobs',
    ...room('jobs:manage', { label: 'Failed jobs', icon: IconTool, group: 'store' }),
    validateSearch: jobsSearch,
    component: lazyRoom(() => import('../../features/jobs/jobs-page.tsx'), 'JobsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/audit-log',
    ...room('store:manage', { label: 'Audit log', icon: IconHistory, group: 'store' }),
    validateSearch: auditSearch,
    component: lazyRoom(() => import('../../features/audit/audit-page.tsx'), 'AuditPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings',
    ...room('store:manage', { label: 'Settings', icon: IconAdjustments, group: 'store' }),
    component: lazyRoom(() => import('../../features/settings/settings-page.tsx'), 'SettingsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/system',
    ...room('store:manage', { label: 'System', icon: IconHeartbeat, group: 'store' }),
    component: lazyRoom(() => import('../../features/system/system-page.tsx'), 'SystemPage'),
  }),
] as const;
