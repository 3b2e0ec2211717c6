export { describeImport } from './describe-import.ts';
export { importOrders } from './import-orders.ts';
export type { ImportProgress } from './import-progress.ts';
export { ImportRefused } from './import-refused.ts';
export { showProgress } from './show-progress.ts';
