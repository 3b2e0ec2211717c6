import {
  CategoryInTree,
  type exports,
  FailedJob,
  Import,
  LogEvent,
  limits,
  Notification,
  type ParamsOf,
  type QueryOf,
  StockAdjustment,
  StockLevel,
  User,
  WebhookDelivery,
  WebhookEndpoint,
} from '@orderhouse/contracts';
import { listUsers } from '../accounts/index.ts';
import { listCategories } from '../catalogue/index.ts';
import { listLogOf } from '../events/index.ts';
import { listImports } from '../imports/index.ts';
import { listAdjustments, listStock } from '../inventory/index.ts';
import { listJobs } from '../jobs/index.ts';
import { listNotifications } from '../notifications/index.ts';
import type { Caller } from '../platform/caller.ts';
import type { PageOf } from '../platform/database/keyset.ts';
import type { Runtime } from '../platform/runtime.ts';
import { listDeliveries, listEndpoints } from '../webhooks/index.ts';
import type { PageAsked, RecordList } from './export-list.ts';

/** The exports with a row for each row of their list: all that have no shape of their own. */
export type RecordExport = Exclude<keyof typeof exports, 'products' | 'orders'>;

/** What the verb of a list is asked for: its filters, and a page. */
export type Asked<Name extends RecordExport> = Omit<QueryOf<(typeof exports)[Name]>, 'format' | 'bom'> & PageAsked;

interface Listed<Name extends RecordExport> extends Omit<RecordList, 'name' | 'page'> {
  list(
    runtime: Runtime,
    caller: Caller,
    query: Asked<Name>,
    params: ParamsOf<(typeof exports)[Name]>,
  ): Promise<PageOf<object>>;
}

/** The verb of each list, and what its rows are. */
export const recordLists: { readonly [Name in RecordExport]: Listed<Name> } = {
  stock: { row: StockLevel, people: { vendor_id: 'vendor_email' }, list: listStock },
  stockAdjustments: {
    row: StockAdjustment,
    people: { actor_id: 'actor_email' },
    list: (runtime, caller, query, { id }) => listAdjustments(runtime, caller, id, query),
  },
  categories: {
    row: CategoryInTree,
    list: async (runtime, caller) => ({ ...(await listCategories(runtime, caller)), next_cursor: null }),
  },
  users: { row: User, list: listUsers },
  imports: { row: Import, people: { actor_id: 'actor_email', vendor_id: 'vendor_email' }, list: listImports },
  // An event of a product may hold its description twice, as it was and as it is: 40 KB.
  events: { row: LogEvent, people: { actor_id: 'actor_email' }, page_rows: limits.page_max, list: listLogOf },
  notifications: { row: Notification, list: listNotifications },
  jobs: { row: FailedJob, list: (runtime, caller, query) => listJobs({ runtime }, caller, query) },
  webhookEndpoints: {
    row: WebhookEndpoint,
    list: (runtime, caller, query) => listEndpoints({ runtime }, caller, query),
  },
  webhookDeliveries: {
    row: WebhookDelivery,
    list: (runtime, caller, query, { id }) => listDeliveries({ runtime }, caller, id, query),
  },
};

/** All of them, by their names in the contract. */
export const recordExports = Object.keys(recordLists) as RecordExport[];

/** Those of which a store has one, and not one for each variant or endpoint. */
export type StoreExport = Exclude<RecordExport, 'stockAdjustments' | 'webhookDeliveries'>;
