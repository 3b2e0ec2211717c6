export { createStore } from './create-store.ts';
export { createFindStore, type FindStore } from './find-store.ts';
export { listStores } from './list-stores.ts';
export { readStore } from './read-store.ts';
export { registerStoreRoutes } from './routes.ts';
export { canonicalLocale } from './store.ts';
export { updateStore } from './update-store.ts';
