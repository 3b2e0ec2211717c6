export { createProduct } from './create-product.ts';
export { importProducts } from './import-products.ts';
export { readProductOfVariant } from './read-product-of-variant.ts';
export { registerCatalogueRoutes } from './routes.ts';
export type { ImportedProduct } from './statements.ts';
export { updateProduct } from './update-product.ts';
