import { type Static, Type } from 'typebox';
import { CategoryIds, CategoryName } from './categories.ts';
import { ProductImage } from './pictures.ts';
import { route } from './route.ts';
import {
  ById,
  CommaSeparated,
  Currency,
  Id,
  Line,
  limits,
  listQuery,
  MaybeLine,
  Nullable,
  OneOf,
  Page,
  Shape,
  Text,
  Timestamp,
  UnitPrice,
} from './schemas.ts';

export const productStatuses = ['draft', 'active', 'archived'] as const;
export type ProductStatus = (typeof productStatuses)[number];

const Sku = Type.String({
  pattern: '^[A-Za-z0-9](?:[A-Za-z0-9 ._/+-]{0,62}[A-Za-z0-9])?$',
  description: 'Unique in the store, case ignored',
  examples: ['71053'],
});
// Its length stands in the pattern: of a record's key, JSON Schema knows nothing else.
const OptionName = Type.String({ pattern: '^(?=.*\\S)[^\\u0000-\\u001f\\u007f]{1,50}$' });
const Options = Type.Record(OptionName, MaybeLine(100), {
  additionalProperties: false,
  maxProperties: limits.options_max,
  description: 'What tells this variant from its siblings',
  examples: [{ size: 'L', colour: 'white' }],
});
const PriceLimit = Type.Integer({
  minimum: 0,
  maximum: limits.unit_price_max,
  description: 'Of its cheapest variant, by which lists are sorted too; minor units, inclusive',
});
const Stock = Type.Integer({ minimum: 0, maximum: limits.stock_max });
const lowStock =
  'Its vendor is told when the stock falls to so many units, not when this is raised above it; `null`: to those of the store';
const LowStock = Type.Optional(Nullable(Stock, { description: lowStock, examples: [5] }));

export const Variant = Shape({
  id: Id,
  sku: Type.String(),
  title: Type.String(),
  options: Type.Record(Type.String(), Type.String()),
  unit_price: UnitPrice,
  stock: Type.Integer(),
  low_stock_threshold: Nullable(Type.Integer(), { description: lowStock }),
});
export type Variant = Static<typeof Variant>;

const productExample = {
  id: '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
  vendor_id: '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a2c',
  name: 'White metal lantern',
  description: 'For tea lights.',
  status: 'active',
  currency: 'GBP',
  variants: [
    {
      id: '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a4e',
      sku: '71053',
      title: '',
      options: {},
      unit_price: 339,
      stock: 120,
      low_stock_threshold: null,
    },
  ],
  images: [],
  category_ids: ['019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a5c'],
  version: 1,
  created_at: '2026-01-31T09:30:00.000Z',
  updated_at: '2026-01-31T09:30:00.000Z',
};

export const Product = Shape(
  {
    id: Id,
    vendor_id: Id,
    name: Type.String(),
    description: Type.String(),
    status: OneOf(productStatuses),
    currency: Currency,
    variants: Type.Array(Variant),
    images: Type.Array(ProductImage),
    category_ids: Type.Array(Id),
    version: Type.Integer(),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { examples: [productExample] },
);
export type Product = Static<typeof Product>;

const variantInput = {
  sku: Sku,
  title: Type.Optional(MaybeLine(200)),
  options: Type.Optional(Options),
  unit_price: UnitPrice,
  stock: Type.Optional(Stock),
  low_stock_threshold: LowStock,
};
export const VariantInput = Shape(variantInput, {
  examples: [{ sku: '71053-L', options: { size: 'L' }, unit_price: 375 }],
});
export type VariantInput = Static<typeof VariantInput>;

const productInput = {
  name: Line(300, { examples: ['White metal lantern'] }),
  description: Type.Optional(Text(20_000)),
  status: Type.Optional(OneOf(productStatuses, { description: '`active` unless said otherwise' })),
  vendor_id: Type.Optional(Type.String({ format: 'uuid', description: 'Admin only: whose product it is' })),
  category_ids: Type.Optional(CategoryIds),
};

/** Either the fields of its one variant stand on the product, or it lists its variants. */
export const ProductInput = Shape(
  {
    ...productInput,
    ...variantInput,
    sku: Type.Optional(Sku),
    unit_price: Type.Optional(UnitPrice),
    variants: Type.Optional(Type.Array(VariantInput, { minItems: 1, maxItems: limits.variants_max })),
  },
  { examples: [{ name: 'Red metal lantern', sku: '71054', unit_price: 339, stock: 120 }] },
);
export type ProductInput = Static<typeof ProductInput>;

export const productSorts = ['-created_at', 'created_at', 'name', '-name', 'unit_price', '-unit_price'] as const;
const tag = 'Catalogue';

export const catalogue = {
  list: route({
    method: 'GET',
    path: '/products',
    tag,
    summary: 'Products that the caller may see',
    description: 'Visitors and customers see active products; a vendor also its own of any status; an admin all.',
    permission: 'catalogue:read',
    query: listQuery(
      {
        category: Type.Optional(CategoryName),
        vendor_id: Type.Optional(Id),
        status: Type.Optional(CommaSeparated(productStatuses)),
        price_min: Type.Optional(PriceLimit),
        price_max: Type.Optional(PriceLimit),
        available: Type.Optional(Type.Boolean({ description: '`true`: something is in stock; `false`: nothing is' })),
      },
      productSorts,
    ),
    status: 200,
    answer: Page(Product),
    validated: true,
  }),
  create: route({
    method: 'POST',
    path: '/products',
    tag,
    summary: 'Add a product',
    description: 'A simple product carries its one variant’s fields itself; otherwise list `variants`.',
    permission: 'products:write',
    idempotent: true,
    body: ProductInput,
    status: 201,
    answer: Product,
    versioned: true,
    problems: ['sku_taken', 'vendor_not_found', 'category_not_found'],
  }),
  get: route({
    method: 'GET',
    path: '/products/{id}',
    tag,
    summary: 'One product',
    permission: 'catalogue:read',
    params: ById,
    status: 200,
    answer: Product,
    versioned: true,
    problems: ['not_found'],
  }),
  update: route({
    method: 'PATCH',
    path: '/products/{id}',
    tag,
    summary: 'Change a product',
    permission: 'products:write',
    params: ById,
    body: Shape({
      name: Type.Optional(Line(300, { examples: ['White metal lantern'] })),
      description: Type.Optional(Text(20_000)),
      status: Type.Optional(OneOf(productStatuses)),
      vendor_id: Type.Optional(Type.String({ format: 'uuid', description: 'Admin only' })),
      category_ids: Type.Optional(CategoryIds),
    }),
    status: 200,
    answer: Product,
    versioned: true,
    problems: ['not_found', 'vendor_not_found', 'category_not_found'],
  }),
  remove: route({
    method: 'DELETE',
    path: '/products/{id}',
    tag,
    summary: 'Take a product out of the catalogue',
    description: 'Orders keep its name and price. Its SKUs can be given to other products. Repeating it is a success.',
    permission: 'products:write',
    params: ById,
    status: 204,
    versioned: true,
    problems: ['not_found'],
  }),
};

export const variants = {
  create: route({
    method: 'POST',
    path: '/products/{id}/variants',
    tag,
    summary: 'Add a variant to a product',
    permission: 'products:write',
    idempotent: true,
    params: ById,
    body: VariantInput,
    status: 201,
    answer: Product,
    versioned: true,
    problems: ['not_found', 'sku_taken'],
  }),
  getProduct: route({
    method: 'GET',
    path: '/variants/{id}/product',
    tag,
    summary: 'The product that a variant belongs to',
    description: 'For whoever knows no more than the variant, as from an event about it.',
    permission: 'catalogue:read',
    params: ById,
    status: 200,
    answer: Product,
    versioned: true,
    problems: ['not_found'],
  }),
  update: route({
    method: 'PATCH',
    path: '/variants/{id}',
    tag,
    summary: 'Change a variant',
    description: '`If-Match` takes the product’s ETag. Stock is changed by stock adjustments only.',
    permission: 'products:write',
    params: ById,
    body: Shape(
      {
        sku: Type.Optional(Sku),
        title: Type.Optional(MaybeLine(200)),
        options: Type.Optional(Options),
        unit_price: Type.Optional(UnitPrice),
        low_stock_threshold: LowStock,
      },
      { examples: [{ unit_price: 339 }] },
    ),
    status: 200,
    answer: Product,
    versioned: true,
    problems: ['not_found', 'sku_taken'],
  }),
  remove: route({
    method: 'DELETE',
    path: '/variants/{id}',
    tag,
    summary: 'Take a variant out of its product',
    permission: 'products:write',
    params: ById,
    status: 204,
    versioned: true,
    problems: ['not_found', 'last_variant'],
  }),
};
