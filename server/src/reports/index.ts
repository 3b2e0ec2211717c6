export { countAllStores, recountSales } from './count-sales.ts';
export { createSalesHandlers, salesReaction } from './jobs.ts';
export { registerReportRoutes } from './routes.ts';
export { counted as countedEvents } from './sales-of-events.ts';
