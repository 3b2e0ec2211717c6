import { type Static, Type } from 'typebox';
import { Product } from './catalogue.ts';
import { CategoryName } from './categories.ts';
import { route } from './route.ts';
import { PageLimit, Shape } from './schemas.ts';

export const PopularProduct = Shape({
  product: Product,
  units_sold: Type.Integer({ minimum: 1, description: 'Over the last 30 days of the store’s time zone' }),
});
export type PopularProduct = Static<typeof PopularProduct>;

export const reports = {
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
