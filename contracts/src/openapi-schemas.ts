import type { TSchema } from 'typebox';
import { Session, User } from './accounts.ts';
import { Product, ProductInput, Variant, VariantInput } from './catalogue.ts';
import { AdjustmentResult, AdjustmentResults, StockAdjustment, StockAdjustmentInput, StockLevel } from './inventory.ts';
import { Notification } from './notifications.ts';
import type { Schema } from './openapi-example.ts';
import { Event, Fulfillment, Order, OrderInput, OrderLine, Payment } from './order.ts';
import { Address, Page, Problem } from './schemas.ts';
import { Store } from './stores.ts';
import { Health } from './system.ts';
import { WebhookDelivery, WebhookDeliveryDetails, WebhookEndpoint, WebhookEndpointWithSecret } from './webhooks.ts';

/** What has a name of its own in the document. */
const named: Readonly<Record<string, TSchema>> = {
  Address,
  AdjustmentResult,
  AdjustmentResults,
  Event,
  EventPage: Page(Event),
  Fulfillment,
  Health,
  Notification,
  NotificationPage: Page(Notification),
  Order,
  OrderInput,
  OrderLine,
  OrderPage: Page(Order),
  Payment,
  Problem,
  Product,
  ProductInput,
  ProductPage: Page(Product),
  Session,
  StockAdjustment,
  StockAdjustmentInput,
  StockAdjustmentPage: Page(StockAdjustment),
  StockLevel,
  StockLevelPage: Page(StockLevel),
  Store,
  User,
  UserPage: Page(User),
  Variant,
  VariantInput,
  WebhookDelivery,
  WebhookDeliveryDetails,
  WebhookDeliveryPage: Page(WebhookDelivery),
  WebhookEndpoint,
  WebhookEndpointPage: Page(WebhookEndpoint),
  WebhookEndpointWithSecret,
};

/** @returns the schema as plain data: what JSON keeps of it. */
export function plain(schema: TSchema): Schema {
  return JSON.parse(JSON.stringify(schema));
}

const nameOf = new Map(Object.entries(named).map(([name, schema]) => [JSON.stringify(plain(schema)), name]));

function inside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inside);
  if (typeof value !== 'object' || value === null) return value;
  const name = nameOf.get(JSON.stringify(value));
  return name ? { $ref: `#/components/schemas/${name}` } : entriesOf(value);
}

function entriesOf(schema: object): Record<string, unknown> {
  const shown = Object.entries(schema).map(([key, value]) => [key, key === 'examples' ? value : inside(value)]);
  return Object.fromEntries(shown);
}

/** @returns the schema with a `$ref` wherever something named stands in it. */
export function referring(schema: TSchema): unknown {
  return inside(plain(schema));
}

/** @returns `components.schemas`. */
export function namedSchemas(): Record<string, unknown> {
  return Object.fromEntries(Object.entries(named).map(([name, schema]) => [name, entriesOf(plain(schema))]));
}
