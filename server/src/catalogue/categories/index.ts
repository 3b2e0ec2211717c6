export { copyListing } from './copy-listing.ts';
export { createCategory } from './create-category.ts';
export { expectCategories } from './expect-categories.ts';
export { putIntoCategories } from './put-into-categories.ts';
export { registerCategoryRoutes } from './routes.ts';
export { branchNamed, copyToCategories, lockTree, readCategoryIds } from './statements.ts';
export { takeOutOfCategories } from './take-out-of-categories.ts';
