export { arePagesBuilt, builtPages, openWebPages, type WebPages } from './serve-pages.ts';
