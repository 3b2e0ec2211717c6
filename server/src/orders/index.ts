export { cancelOrder } from './cancel-order.ts';
export { changeOrderStatus } from './change-order-status.ts';
export { placeOrders } from './place-orders.ts';
export { type BatchObserver, createPlacementLine } from './placement-line.ts';
export { registerOrderRoutes } from './routes.ts';
export { settlePayment } from './settle-payment.ts';
