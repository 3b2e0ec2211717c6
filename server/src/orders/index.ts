export { cancelOrder } from './cancel-order.ts';
export { changeOrderStatus } from './change-order-status.ts';
export { listOrders } from './list-orders.ts';
export { listPayments } from './list-payments.ts';
export { placeBatch } from './place-batch.ts';
export { type BatchObserver, createPlacementQueue } from './placement-queue.ts';
export {
  beforeDueOrders,
  findStoresWithDueOrders,
  processDueOrders,
} from './process-due-orders.ts';
export { readOrder } from './read-order.ts';
export { registerOrderRoutes } from './routes.ts';
export { settlePayment } from './settle-payment.ts';
