import { type Static, Type } from 'typebox';
import { route } from './route.ts';
import { ById, Id, Line, limits, listQuery, Nullable, OneOf, Page, Shape, Text, Timestamp } from './schemas.ts';

export const stockReasons = ['initial', 'received', 'counted', 'damaged', 'lost', 'returned', 'correction'] as const;
export const adjustmentSorts = ['-created_at'] as const;

const tag = 'Inventory';

export const StockAdjustment = Shape({
  id: Id,
  variant_id: Id,
  delta: Type.Integer(),
  reason: OneOf(stockReasons),
  note: Nullable(Type.String()),
  stock: Type.Integer({ description: 'Units in stock after the adjustment' }),
  actor_id: Nullable(Id),
  created_at: Timestamp,
});
export type StockAdjustment = Static<typeof StockAdjustment>;

/** What is done to the stock of a variant: either `delta`, or `stock` and `expected_stock`. */
export const stockChange = {
  delta: Type.Optional(Type.Integer({ minimum: -limits.stock_max, maximum: limits.stock_max, examples: [24] })),
  stock: Type.Optional(Type.Integer({ minimum: 0, maximum: limits.stock_max, description: 'Units that were counted' })),
  expected_stock: Type.Optional(
    Type.Integer({ minimum: 0, maximum: limits.stock_max, description: 'Units that the caller believed to be there' }),
  ),
  reason: OneOf(stockReasons, { examples: ['received'] }),
  note: Type.Optional(Text(1_000)),
};

/** Why one of several adjustments was not made. */
export const adjustmentFaults = ['not_found', 'stock_changed', 'insufficient_stock', 'stock_too_large'] as const;
export type AdjustmentFault = (typeof adjustmentFaults)[number];

export const StockAdjustmentInput = Shape(
  {
    variant_id: Type.Optional(Id),
    sku: Type.Optional(Line(64, { examples: ['71053'] })),
    ...stockChange,
  },
  { examples: [{ sku: '71053', delta: -2, reason: 'damaged' }] },
);
export type StockAdjustmentInput = Static<typeof StockAdjustmentInput>;

export const AdjustmentResult = Shape({
  adjustment: Type.Optional(StockAdjustment),
  problem: Type.Optional(
    Shape({
      pointer: Type.String({ description: 'JSON Pointer into the body' }),
      code: OneOf(adjustmentFaults),
      detail: Type.String(),
      stock: Type.Optional(Type.Integer({ description: 'Units in stock, where that is why' })),
    }),
  ),
});
export type AdjustmentResult = Static<typeof AdjustmentResult>;

export const AdjustmentResults = Shape(
  {
    results: Type.Array(AdjustmentResult, { description: 'One for each adjustment, in the order sent' }),
    adjusted: Type.Integer({ description: 'How many were made' }),
    refused: Type.Integer({ description: 'How many were not' }),
  },
  {
    examples: [
      {
        results: [
          {
            adjustment: {
              id: '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
              variant_id: '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a4e',
              delta: -2,
              reason: 'damaged',
              note: null,
              stock: 118,
              actor_id: '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a2c',
              created_at: '2026-01-31T09:30:00.000Z',
            },
          },
        ],
        adjusted: 1,
        refused: 0,
      },
    ],
  },
);
export type AdjustmentResults = Static<typeof AdjustmentResults>;

export const StockLevel = Shape({
  id: Type.String({
    format: 'uuid',
    description: 'Of the variant',
    examples: ['019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a4e'],
  }),
  product_id: Id,
  product_name: Type.String(),
  vendor_id: Id,
  sku: Type.String(),
  title: Type.String(),
  stock: Type.Integer(),
  low_stock_threshold: Nullable(Type.Integer(), { description: 'Its own; `null` where the store’s counts' }),
  is_low: Type.Boolean({ description: 'No more than the threshold is left' }),
});
export type StockLevel = Static<typeof StockLevel>;

export const stockSorts = ['stock'] as const;

export const stock = {
  list: route({
    method: 'GET',
    path: '/stock',
    tag,
    summary: 'What is in stock, the scarcest first',
    description:
      'An admin sees every variant, a vendor its own. `low=true` leaves those of which no more is left than their threshold. In orders of magnitude: what is sold out, then 1, then 2 and 3, then 4 to 7, and so on; within one by age.',
    permission: 'stock:adjust',
    query: listQuery(
      {
        low: Type.Optional(Type.Boolean()),
        vendor_id: Type.Optional(Id),
        sku: Type.Optional(
          Type.String({
            minLength: 1,
            maxLength: 64,
            description: 'What the SKU begins with, in small letters or capitals',
          }),
        ),
      },
      stockSorts,
    ),
    status: 200,
    answer: Page(StockLevel),
  }),
  adjust: route({
    method: 'POST',
    path: '/stock-adjustments',
    tag,
    summary: 'Adjust the stock of up to 1,000 variants at once',
    description:
      'Each names a `variant_id` or a `sku`, and either a `delta` or an absolute `stock` with the `expected_stock` that it was believed to be. They are made in the order sent, also several of one variant; one that cannot be made is refused alone, and its `problem` says why. With `atomic` all are made or none. When none is made, the answer is the problem of the first, and `errors` has them all.',
    permission: 'stock:adjust',
    idempotent: true,
    body: Shape(
      {
        adjustments: Type.Array(StockAdjustmentInput, { minItems: 1, maxItems: limits.stock_adjustments_max }),
        atomic: Type.Optional(Type.Boolean({ description: 'All or none; `false` unless said otherwise' })),
      },
      { examples: [{ adjustments: [{ sku: '71053', delta: -2, reason: 'damaged' }] }] },
    ),
    status: 200,
    answer: AdjustmentResults,
    problems: ['not_found', 'stock_changed', 'insufficient_stock'],
  }),
};

/** Below the variants themselves. */
export const variantStock = {
  adjustStock: route({
    method: 'POST',
    path: '/variants/{id}/stock-adjustments',
    tag,
    summary: 'Add units to the stock, take units out, or set it to what was counted',
    permission: 'stock:adjust',
    idempotent: true,
    params: ById,
    description:
      'Either a `delta`, or an absolute `stock` with the `expected_stock` that it was believed to be: where it is another, nothing changes, and the refusal says what it is.',
    body: Shape(stockChange, { examples: [{ delta: 24, reason: 'received' }] }),
    status: 201,
    answer: StockAdjustment,
    problems: ['not_found', 'insufficient_stock', 'stock_changed'],
  }),
  listAdjustments: route({
    method: 'GET',
    path: '/variants/{id}/stock-adjustments',
    tag,
    summary: 'How the stock of a variant came about, newest first',
    permission: 'stock:adjust',
    params: ById,
    query: listQuery({}, adjustmentSorts),
    status: 200,
    answer: Page(StockAdjustment),
    problems: ['not_found'],
  }),
};
