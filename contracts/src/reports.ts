import { type Static, Type } from 'typebox';
import { Product } from './catalogue.ts';
import { CategoryName } from './categories.ts';
import { orderStatuses } from './order-states.ts';
import { route } from './route.ts';
import { Currency, Id, limits, Money, Nullable, OneOf, PageLimit, Shape } from './schemas.ts';

/** Days at most of one report. */
export const report_days_max = 366;
/** Days of a report that names none. */
export const report_days_default = 30;

const tag = 'Reports';
const permission = 'reports:read';
const whose = 'An admin sees the whole store, a vendor its own lines alone.';

export const PopularProduct = Shape({
  product: Product,
  units_sold: Type.Integer({ minimum: 1, description: 'Over the last 30 days of the store’s time zone' }),
});
export type PopularProduct = Static<typeof PopularProduct>;

/** Below the products themselves. */
export const popularProducts = {
  popular: route({
    method: 'GET',
    path: '/products/popular',
    tag: 'Catalogue',
    summary: 'What sells best',
    description:
      'Active products by units sold over the last 30 days, cancelled orders left out. Visitors and customers see those that are in stock.',
    permission: 'catalogue:read',
    query: Shape({
      limit: PageLimit('Products at most'),
      category: Type.Optional(CategoryName),
    }),
    status: 200,
    answer: Shape({ data: Type.Array(PopularProduct) }),
    validated: true,
  }),
};

const Day = Type.String({ format: 'date', examples: ['2026-01-31'] });
const DayInput = (description: string) =>
  Type.String({ format: 'date', pattern: '^[12]\\d{3}-', description, examples: ['2026-01-31'] });
const count = (told: { description?: string; examples?: number[] } = {}) => Type.Integer({ minimum: 0, ...told });

const sums = {
  orders: count({ description: 'Placed then, and not cancelled since', examples: [3] }),
  units: count({ examples: [7] }),
  revenue: Type.Integer({
    minimum: 0,
    description: 'What their lines come to, in minor units (pence, cents)',
    examples: [2373],
  }),
};
export const SalesSums = Shape(sums);
export type SalesSums = Static<typeof SalesSums>;

export const SalesDay = Shape({ day: Day, ...sums });
export type SalesDay = Static<typeof SalesDay>;

const frame = {
  currency: Currency,
  time_zone: Type.String({ description: 'By which days and months begin', examples: ['Europe/London'] }),
  is_complete: Type.Boolean({
    description:
      '`false` while the sales of the store are counted from the beginning, as after a change of its time zone: figures rise until that is done',
    examples: [true],
  }),
};

export const SalesReport = Shape({
  from: Day,
  to: Day,
  ...frame,
  total: SalesSums,
  data: Type.Array(SalesDay, { description: 'Every day from the first to the last, also those without an order' }),
});
export type SalesReport = Static<typeof SalesReport>;

export const StatusCount = Shape({
  status: OneOf(orderStatuses, { examples: ['processing'] }),
  orders: count({ examples: [12] }),
  total: Type.Integer({ minimum: 0, description: 'What their lines come to, in minor units', examples: [10170] }),
});
export type StatusCount = Static<typeof StatusCount>;
const StatusCounts = Type.Array(StatusCount, { description: 'One for each state, in the order of their lives' });

export const StatusReport = Shape({ ...frame, data: StatusCounts });
export type StatusReport = Static<typeof StatusReport>;

export const bestSellerSorts = ['-revenue', '-units'] as const;

export const BestSeller = Shape({
  product_id: Id,
  product_name: Nullable(Type.String(), { description: '`null` for a product that is the caller’s no longer' }),
  vendor_id: Type.String({
    format: 'uuid',
    description: 'Who sold it',
    examples: ['019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a2c'],
  }),
  units: count({ examples: [7] }),
  revenue: Money,
});
export type BestSeller = Static<typeof BestSeller>;

export const BestSellersReport = Shape({
  month: Type.String({ examples: ['2026-01'] }),
  ...frame,
  data: Type.Array(BestSeller),
});
export type BestSellersReport = Static<typeof BestSellersReport>;

export const StockReport = Shape({
  sold_out: count({ description: 'Variants of which nothing is left', examples: [2] }),
  low: count({ description: 'Variants of which something is left, and no more than their threshold', examples: [5] }),
  is_exact: Type.Boolean({ description: '`false`: there are too many to count; at least so many', examples: [true] }),
});
export type StockReport = Static<typeof StockReport>;

export const StoreSummary = Shape({
  ...frame,
  today: SalesSums,
  yesterday: SalesSums,
  last_7_days: Shape(sums, { description: 'Today and the six days before' }),
  previous_7_days: Shape(sums, { description: 'The seven days before those' }),
  by_status: StatusCounts,
  products: Shape({
    active: count({ description: 'On sale', examples: [24] }),
    is_exact: Type.Boolean({ description: '`false`: at least so many', examples: [true] }),
  }),
  stock: StockReport,
});
export type StoreSummary = Static<typeof StoreSummary>;

export const reports = {
  summary: route({
    method: 'GET',
    path: '/reports/summary',
    tag,
    summary: 'The store at a glance',
    description: `What the other reports say of today and this week, in one call. ${whose}`,
    permission,
    status: 200,
    answer: StoreSummary,
    validated: true,
  }),
  sales: route({
    method: 'GET',
    path: '/reports/sales',
    tag,
    summary: 'Orders and revenue by day',
    description: `Orders count on the day of the store’s time zone on which they were placed; one that is cancelled is taken out of it. At most ${report_days_max} days. ${whose}`,
    permission,
    query: Shape({
      from: Type.Optional(
        DayInput(`The first day; without it, as many before \`to\` as make ${report_days_default} days`),
      ),
      to: Type.Optional(DayInput('The last day; today without it')),
    }),
    status: 200,
    answer: SalesReport,
    validated: true,
  }),
  ordersByStatus: route({
    method: 'GET',
    path: '/reports/orders-by-status',
    tag,
    summary: 'How many orders are in which state now, and what they come to',
    description: 'An admin sees the orders of the whole store; a vendor its own parts, in the states of these.',
    permission,
    status: 200,
    answer: StatusReport,
    validated: true,
  }),
  bestSellers: route({
    method: 'GET',
    path: '/reports/best-sellers',
    tag,
    summary: 'What sold best in a month',
    description: `Products by revenue or by units of the orders that were placed in a calendar month and are not cancelled, deleted products too. One that went from one vendor to another stands once for each. ${whose}`,
    permission,
    query: Shape({
      month: Type.Optional(
        Type.String({
          pattern: '^[12]\\d{3}-(0[1-9]|1[0-2])$',
          description: 'This month without it',
          examples: ['2026-01'],
        }),
      ),
      sort: Type.Optional(OneOf(bestSellerSorts, { description: 'By revenue without it' })),
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: limits.page_max, default: 10, description: 'Products at most' }),
      ),
    }),
    status: 200,
    answer: BestSellersReport,
    validated: true,
  }),
  stock: route({
    method: 'GET',
    path: '/reports/stock',
    tag,
    summary: 'How many variants are sold out, and how many run low',
    description: 'Together those that `GET /stock?low=true` lists. An admin sees every variant, a vendor its own.',
    permission,
    status: 200,
    answer: StockReport,
    validated: true,
  }),
};
