import { categories } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';
import type { Cache } from '../../platform/cache/open-cache.ts';
import { bindRoute } from '../../platform/http/bind-route.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { keptAsList } from '../kept-lists.ts';
import { createCategory } from './create-category.ts';
import { deleteCategory } from './delete-category.ts';
import { listCategories } from './list-categories.ts';
import { readCategory } from './read-category.ts';
import { updateCategory } from './update-category.ts';

export function registerCategoryRoutes(app: FastifyInstance, runtime: Runtime, cache: Cache): void {
  bindRoute(
    app,
    categories.list,
    async ({ caller }) => ({ body: await listCategories(runtime, caller) }),
    keptAsList(cache, 'categories'),
  );
  bindRoute(app, categories.create, ({ caller, body, claim }) => createCategory(runtime, caller, body, claim));
  bindRoute(
    app,
    categories.get,
    async ({ caller, params }) => ({ body: await readCategory(runtime, caller, params.id) }),
    keptAsList(cache, 'category'),
  );
  bindRoute(app, categories.update, async ({ caller, params, body, expectedVersion }) => ({
    body: await updateCategory(runtime, caller, params.id, body, expectedVersion),
  }));
  bindRoute(app, categories.remove, async ({ caller, params, query, expectedVersion }) => ({
    body: await deleteCategory(runtime, caller, params.id, query, expectedVersion),
  }));
}
