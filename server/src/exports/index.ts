export { encodeExport } from './encode-export.ts';
export { exportOrders } from './export-orders.ts';
export { exportProducts } from './export-products.ts';
export type { ExportSource } from './export-source.ts';
export { registerExportRoutes } from './routes.ts';
