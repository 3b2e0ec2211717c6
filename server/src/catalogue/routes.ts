import { catalogue, variants } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';
import { bindRoute } from '../platform/http/bind-route.ts';
import type { Runtime } from '../platform/runtime.ts';
import { addVariant } from './add-variant.ts';
import { createProduct } from './create-product.ts';
import { deleteProduct } from './delete-product.ts';
import { deleteVariant } from './delete-variant.ts';
import { listProducts } from './list-products.ts';
import { readProduct } from './read-product.ts';
import { updateProduct } from './update-product.ts';
import { updateVariant } from './update-variant.ts';

export function registerCatalogueRoutes(app: FastifyInstance, runtime: Runtime): void {
  bindRoute(app, catalogue.list, async ({ caller, query }) => ({ body: await listProducts(runtime, caller, query) }));
  bindRoute(app, catalogue.create, ({ caller, body, claim }) => createProduct(runtime, caller, body, claim));
  bindRoute(app, catalogue.get, async ({ caller, params }) => ({
    body: await readProduct(runtime, caller, params.id),
  }));
  bindRoute(app, catalogue.update, async ({ caller, params, body, expectedVersion }) => ({
    body: await updateProduct(runtime, caller, params.id, body, expectedVersion),
  }));
  bindRoute(app, catalogue.remove, async ({ caller, params, expectedVersion }) => {
    await deleteProduct(runtime, caller, params.id, expectedVersion);
    return { body: undefined };
  });
  bindRoute(app, variants.create, ({ caller, params, body, claim }) =>
    addVariant(runtime, caller, params.id, body, claim),
  );
  bindRoute(app, variants.update, async ({ caller, params, body, expectedVersion }) => ({
    body: await updateVariant(runtime, caller, params.id, body, expectedVersion),
  }));
  bindRoute(app, variants.remove, async ({ caller, params, expectedVersion }) => {
    await deleteVariant(runtime, caller, params.id, expectedVersion);
    return { body: undefined };
  });
}
