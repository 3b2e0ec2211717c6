export { cancelOrder } from './cancel-order.ts';
export { changeOrderStatus } from './change-order-status.ts';
export { type PlacementResult, placeOrders } from './place-orders.ts';
export type { PlacementRequest } from './placement.ts';
export { type BatchObserver, createPlacementLine, type PlacementLine } from './placement-line.ts';
export { registerOrderRoutes } from './routes.ts';
export { settlePayment } from './settle-payment.ts';
