import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox';

/** The largest amount of money and the largest count the API takes; both stay exact in JSON and in the database. */
export const limits = {
  unit_price_max: 1_000_000_000,
  quantity_max: 1_000_000,
  stock_max: 1_000_000_000,
  stock_adjustments_max: 1_000,
  order_lines_max: 1_000,
  page_max: 100,
  page_default: 20,
  variants_max: 100,
  options_max: 20,
  categories_max: 2_000,
  category_depth_max: 8,
  product_categories_max: 20,
  webhook_endpoints_max: 50,
  body_bytes_max: 1_048_576,
} as const;

// PostgreSQL cannot store U+0000, and no name or note has a use for other control characters except in running text.
const lineOfText = '^[^\\u0000-\\u001f\\u007f]*$';
const runningText = '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$';
const lineWithInk = '^(?=.*\\S)[^\\u0000-\\u001f\\u007f]*$';

type Told = { description?: string; examples?: unknown[] };

/** One line of text that is not blank. */
export const Line = (maxLength: number, told: Told = {}) =>
  Type.String({ minLength: 1, maxLength, pattern: lineWithInk, ...told });
/** One line of text that may be empty. */
export const MaybeLine = (maxLength: number, told: Told = {}) =>
  Type.String({ maxLength, pattern: lineOfText, ...told });
/** Text of several lines. */
export const Text = (maxLength: number, told: Told = {}) => Type.String({ maxLength, pattern: runningText, ...told });

/** `type: [..., "null"]` rather than `anyOf`: the serializer writes it straight, without trying branches. */
export const Nullable = <T extends TSchema>(schema: T, told: Told = {}) => {
  const plain: { type?: string; enum?: unknown[] } = schema;
  const allowed = plain.enum ? { enum: [...plain.enum, null] } : {};
  return Type.Unsafe<Static<T> | null>({ ...schema, ...allowed, type: [plain.type, 'null'], ...told });
};
export const OneOf = <const T extends readonly string[]>(values: T, told: Told = {}) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...told });

/** An object that refuses properties it does not know. */
export const Shape = <T extends TProperties>(properties: T, told: Told = {}) =>
  Type.Object(properties, { additionalProperties: false, ...told });

export const Id = Type.String({ format: 'uuid', examples: ['019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b'] });
export const Timestamp = Type.String({
  format: 'date-time',
  description: 'RFC 3339, UTC',
  examples: ['2026-01-31T09:30:00Z'],
});
/** A time that comes in. PostgreSQL refuses one whose fraction has hundreds of digits. */
export const TimestampInput = (told: Told = {}) => Type.String({ format: 'date-time', maxLength: 40, ...told });
export const Money = Type.Integer({ minimum: 0, description: 'In minor units (pence, cents)', examples: [339] });
export const UnitPrice = Type.Integer({
  minimum: 0,
  maximum: limits.unit_price_max,
  description: 'Price of one unit in minor units (pence, cents)',
  examples: [339],
});
export const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217', examples: ['GBP'] });
export const Email = Type.String({ format: 'email', maxLength: 254, examples: ['ada@example.com'] });
export const Phone = Type.String({ pattern: '^[+0-9][0-9 ()./-]{2,31}$', examples: ['+44 20 7946 0000'] });
export const CountryCode = Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2', examples: ['GB'] });

export const Address = Shape({
  name: Line(200, { examples: ['Ada Lovelace'] }),
  line1: Line(200, { examples: ['12 St James’s Square'] }),
  line2: Type.Optional(MaybeLine(200)),
  city: Line(120, { examples: ['London'] }),
  region: Type.Optional(MaybeLine(120)),
  postal_code: Line(20, { examples: ['SW1Y 4JH'] }),
  country: CountryCode,
});
export type Address = Static<typeof Address>;

/** How many are answered at once. */
export const PageLimit = (description: string) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum: limits.page_max, default: limits.page_default, description }));

/** The part of a list's query string that every list shares. Unknown parameters are refused. */
export const listQuery = <T extends TProperties, const S extends readonly string[]>(properties: T, sorts: S) =>
  Shape({
    limit: PageLimit('Rows on a page'),
    cursor: Type.Optional(Type.String({ maxLength: 1024, description: '`next_cursor` of the page before' })),
    count: Type.Optional(Type.Boolean({ description: '`true` adds `total`, the number of rows of the whole list' })),
    sort: Type.Optional(OneOf(sorts, { description: 'A leading `-` sorts from the largest to the smallest' })),
    ...properties,
  });

export const Page = <T extends TSchema>(row: T) =>
  Shape({
    data: Type.Array(row),
    next_cursor: Nullable(Type.String(), { description: '`null` on the last page' }),
    total: Type.Optional(Type.Integer({ minimum: 0, description: 'Only with `count=true`' })),
  });

/** Several words of an enumeration in one parameter: `status=pending,processing`. */
export const CommaSeparated = <const T extends readonly string[]>(values: T, told: Told = {}) =>
  Type.String({ pattern: `^(${values.join('|')})(,(${values.join('|')}))*$`, ...told });

export const ById = Shape({ id: Id });

export const Problem = Type.Object(
  {
    type: Type.String({ description: 'An address that identifies the kind of problem' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.Optional(Type.String()),
    code: Type.String({ description: 'Stable name of the problem; decide by this' }),
    errors: Type.Optional(
      Type.Array(
        Type.Object(
          {
            pointer: Type.String({ description: 'JSON Pointer into the body, or the name of a parameter' }),
            code: Type.String(),
            detail: Type.String(),
          },
          { additionalProperties: true },
        ),
      ),
    ),
    request_id: Type.String(),
  },
  { additionalProperties: true, description: 'RFC 9457' },
);
export type Problem = Static<typeof Problem>;

export type { TObject, TSchema };
