export { adjustStock } from './adjust-stock.ts';
export { countScarce } from './count-scarce.ts';
export { countStock, type StockCount } from './count-stock.ts';
export { listAdjustments } from './list-adjustments.ts';
export { listStock } from './list-stock.ts';
export { recordInitialStock } from './record-initial-stock.ts';
export { registerInventoryRoutes } from './routes.ts';
export { readStock } from './statements.ts';
export { eventsOfStock } from './stock.ts';
