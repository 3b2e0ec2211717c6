export { encodeExport } from './encode-export.ts';
export { exportOrders } from './export-orders.ts';
export { exportProducts } from './export-products.ts';
export type { ExportSource } from './export-source.ts';
export { exportStoreList } from './export-store-list.ts';
export type { StoreExport } from './record-lists.ts';
export { registerExportRoutes } from './routes.ts';
