export { createProduct } from './create-product.ts';
export { registerCatalogueRoutes } from './routes.ts';
export { updateProduct } from './update-product.ts';
