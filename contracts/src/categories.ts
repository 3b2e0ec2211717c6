import { type Static, Type } from 'typebox';
import { route } from './route.ts';
import { ById, Id, Line, limits, Nullable, OneOf, Shape, Text, Timestamp } from './schemas.ts';

const slug = '[a-z0-9]+(?:-[a-z0-9]+)*';
const uuid = '[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}';

/** What a filter names a category by. */
export const CategoryName = Type.String({
  pattern: `^(?:${uuid}|${slug}(?:/${slug}){0,${limits.category_depth_max - 1}})$`,
  maxLength: 500,
  description: 'Id or path of a category: what stands in it or anywhere below it. Of one there is not, nothing',
});

export const CategoryIds = Type.Array(Id, {
  maxItems: limits.product_categories_max,
  description: 'All the categories that it stands in',
});

const Slug = Type.String({
  pattern: `^${slug}$`,
  maxLength: 60,
  description: 'Unique among its siblings; made of the name unless it is given',
  examples: ['lanterns'],
});
const Position = Type.Integer({
  minimum: 0,
  maximum: limits.categories_max,
  description: 'Among its siblings, from 0; those behind it move on. The last unless it is given',
  examples: [0],
});
const Name = Line(120, { examples: ['Lanterns'] });
const Parent = Nullable(Id, { description: '`null` at the top' });

const category = {
  id: Id,
  parent_id: Parent,
  slug: Type.String(),
  path: Type.String({ description: 'Slugs from the top: `lighting/lanterns`', examples: ['lighting/lanterns'] }),
  name: Type.String(),
  description: Type.String(),
  depth: Type.Integer({ description: '0 at the top' }),
  position: Type.Integer(),
  version: Type.Integer(),
  created_at: Timestamp,
  updated_at: Timestamp,
};
export const Category = Shape(category);
export type Category = Static<typeof Category>;

export const CategoryInTree = Shape({
  ...category,
  products_count: Type.Integer({
    minimum: 0,
    description: 'Products in it or below it that the caller may see, each counted once',
  }),
});
export type CategoryInTree = Static<typeof CategoryInTree>;

const tag = 'Categories';

export const categories = {
  list: route({
    method: 'GET',
    path: '/categories',
    tag,
    summary: 'The tree of categories',
    description: `All of it, at most ${limits.categories_max}, each behind its parent, siblings in their order.`,
    permission: 'catalogue:read',
    status: 200,
    answer: Shape({ data: Type.Array(CategoryInTree) }),
    validated: true,
  }),
  create: route({
    method: 'POST',
    path: '/categories',
    tag,
    summary: 'Add a category',
    permission: 'categories:manage',
    idempotent: true,
    body: Shape({
      name: Name,
      slug: Type.Optional(Slug),
      description: Type.Optional(Text(5_000)),
      parent_id: Type.Optional(Parent),
      position: Type.Optional(Position),
    }),
    status: 201,
    answer: Category,
    versioned: true,
    problems: ['slug_taken', 'category_not_found', 'too_many_categories'],
  }),
  get: route({
    method: 'GET',
    path: '/categories/{id}',
    tag,
    summary: 'One category',
    permission: 'catalogue:read',
    params: ById,
    status: 200,
    answer: Category,
    versioned: true,
    problems: ['not_found'],
  }),
  update: route({
    method: 'PATCH',
    path: '/categories/{id}',
    tag,
    summary: 'Change a category, or move its branch',
    description: 'With another `parent_id` it moves there with all that is below it; its products stay in it.',
    permission: 'categories:manage',
    params: ById,
    body: Shape({
      name: Type.Optional(Name),
      slug: Type.Optional(Slug),
      description: Type.Optional(Text(5_000)),
      parent_id: Type.Optional(Parent),
      position: Type.Optional(Position),
    }),
    status: 200,
    answer: Category,
    versioned: true,
    problems: ['not_found', 'slug_taken', 'category_not_found'],
  }),
  remove: route({
    method: 'DELETE',
    path: '/categories/{id}',
    tag,
    summary: 'Delete a category',
    description: 'No product is deleted. Where products stand in what goes, `products` must say what becomes of them.',
    permission: 'categories:manage',
    params: ById,
    query: Shape({
      children: Type.Optional(
        OneOf(['move_up', 'delete'], {
          description: 'What becomes of those below it: they move up into its place, which is usual, or go too',
        }),
      ),
      products: Type.Optional(
        OneOf(['move_to_parent', 'unassign'], {
          description: 'Products of what goes: into its parent, or into no category in its place',
        }),
      ),
    }),
    status: 200,
    answer: Shape({
      categories_deleted: Type.Integer({ examples: [1] }),
      categories_moved: Type.Integer({ description: 'Children that took its place' }),
      products_changed: Type.Integer({ description: 'Products that stood in what was deleted' }),
    }),
    versioned: true,
    problems: ['not_found', 'slug_taken', 'category_not_empty'],
  }),
};
