import { auth, users } from './accounts.ts';
import { catalogue, variants } from './catalogue.ts';
import { orders } from './orders.ts';
import { store } from './stores.ts';
import { system } from './system.ts';

/** Every route of the API, by module: what the server binds, the document describes and the SDK calls. */
export const api = { auth, users, store, products: catalogue, variants, orders, system };
export type Api = typeof api;
