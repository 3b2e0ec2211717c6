import { type Static, Type } from 'typebox';
import { Product, productStatuses } from './catalogue.ts';
import { CategoryName } from './categories.ts';
import { route } from './route.ts';
import { CommaSeparated, Id, Line, limits, Nullable, PageLimit, Shape } from './schemas.ts';

const count = Type.Integer({ minimum: 0 });
const PriceLimit = Type.Integer({ minimum: 0, maximum: limits.unit_price_max, description: 'Minor units, inclusive' });

export const SearchFacets = Shape(
  {
    is_exact: Type.Boolean({
      description: '`false`: there are too many to count; these are the counts of the best-selling results',
    }),
    categories: Type.Array(Shape({ id: Id, count }), {
      description: 'Categories that results stand in or below, the largest first; at most 50',
    }),
    vendors: Type.Array(Shape({ id: Id, count }), { description: 'The largest first; at most 20' }),
    price_bands: Type.Array(
      Shape({
        price_min: Type.Integer({ minimum: 0 }),
        price_max: Nullable(Type.Integer({ minimum: 0 }), { description: 'Inclusive; `null`: no limit' }),
        count,
      }),
      { description: 'By the smallest price of each product, from the lowest; bands without results are left out' },
    ),
    availability: Shape({ available: count, sold_out: count }),
  },
  { description: 'How many results each choice would leave, the other filters as they are' },
);
export type SearchFacets = Static<typeof SearchFacets>;

export const SearchPage = Shape({
  data: Type.Array(Product),
  next_cursor: Nullable(Type.String(), { description: '`null` on the last page' }),
  total: Type.Integer({ minimum: 0, description: 'Products found' }),
  total_is_exact: Type.Boolean({ description: '`false`: about so many; they are too many to count' }),
  corrected_query: Nullable(Type.String(), {
    description: 'What was looked for instead, when nothing was found as it was typed',
  }),
  facets: SearchFacets,
});
export type SearchPage = Static<typeof SearchPage>;

export const search = {
  search: route({
    method: 'GET',
    path: '/products/search',
    tag: 'Catalogue',
    summary: 'Find products',
    description:
      'Every word must be in the name, the variants or the beginning of the description; the last one may be unfinished. Case, accents and typing errors are forgiven. The product with exactly that SKU comes first, then those with the words in their name, then by units sold over the last 30 days. Without `q`, what sells best. A page may be short, and yet have a `next_cursor`.',
    permission: 'catalogue:read',
    query: Shape({
      q: Type.Optional(Line(100, { description: 'Words, or a SKU', examples: ['metal lant'] })),
      category: Type.Optional(CategoryName),
      vendor_id: Type.Optional(Id),
      status: Type.Optional(CommaSeparated(productStatuses)),
      price_min: Type.Optional(PriceLimit),
      price_max: Type.Optional(PriceLimit),
      available: Type.Optional(Type.Boolean({ description: '`true`: something is in stock; `false`: nothing is' })),
      limit: PageLimit('Rows on a page'),
      cursor: Type.Optional(Type.String({ maxLength: 1024, description: '`next_cursor` of the page before' })),
    }),
    status: 200,
    answer: SearchPage,
  }),
};
