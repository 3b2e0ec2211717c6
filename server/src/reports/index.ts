export { countAllStores } from './count-sales.ts';
export { createSalesHandlers, salesReaction } from './jobs.ts';
export { registerReportRoutes } from './routes.ts';
