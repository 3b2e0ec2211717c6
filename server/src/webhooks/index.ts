export { pruneDeliveries } from './delivery-statements.ts';
export { createWebhookHandlers } from './jobs.ts';
export { createWebhookReaction } from './react.ts';
export { readEndpoint } from './read-endpoint.ts';
export { startRequeueing } from './requeue-overdue.ts';
export { registerWebhookRoutes } from './routes.ts';
export { acceptKey, expectSameKey } from './sealing-check.ts';
export { createSealer, type Sealer } from './secret.ts';
