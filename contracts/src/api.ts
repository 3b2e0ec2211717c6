import { auth, users } from './accounts.ts';
import { background } from './background.ts';
import { catalogue, variants } from './catalogue.ts';
import { categories } from './categories.ts';
import { events } from './event-log.ts';
import { exports } from './exports.ts';
import { imports } from './imports.ts';
import { stock, variantStock } from './inventory.ts';
import { jobs } from './jobs.ts';
import { live } from './live.ts';
import { notifications } from './notifications.ts';
import { orders } from './orders.ts';
import { pictures } from './pictures.ts';
import { popularProducts, reports } from './reports.ts';
import { search } from './search.ts';
import { store } from './stores.ts';
import { system } from './system.ts';
import { webhookDeliveries, webhookEndpoints } from './webhooks.ts';

/** Every route of the API, by module: what the server binds, the document describes and the SDK calls. */
export const api = {
  auth,
  users,
  store,
  products: { ...catalogue, ...search, ...popularProducts, ...pictures },
  variants: { ...variants, ...variantStock },
  stock,
  categories,
  orders,
  events: { ...events, ...live },
  notifications,
  imports,
  exports,
  reports,
  background,
  jobs,
  system,
  webhookEndpoints,
  webhookDeliveries,
};
export type Api = typeof api;
