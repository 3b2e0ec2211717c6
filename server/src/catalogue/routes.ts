import { catalogue, search, variants } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';
import { storeTag } from '../events/index.ts';
import type { Cache } from '../platform/cache/open-cache.ts';
import type { FileLinks } from '../platform/files/file-links.ts';
import type { Files } from '../platform/files/files.ts';
import { bindRoute } from '../platform/http/bind-route.ts';
import type { Once } from '../platform/idempotency/once.ts';
import type { Log } from '../platform/log.ts';
import type { Runtime } from '../platform/runtime.ts';
import { addVariant } from './add-variant.ts';
import { registerCategoryRoutes } from './categories/index.ts';
import { createProduct } from './create-product.ts';
import { deleteProduct } from './delete-product.ts';
import { deleteVariant } from './delete-variant.ts';
import { keep_ms, keptAsList, sharedByBuyers } from './kept-lists.ts';
import { listProducts } from './list-products.ts';
import { registerPictureRoutes } from './pictures/routes.ts';
import { createImageSigner } from './pictures/sign-images.ts';
import type { StoredProduct } from './pictures/stored-image.ts';
import { readProduct } from './read-product.ts';
import { readProductOfVariant } from './read-product-of-variant.ts';
import { searchProducts } from './search/search-products.ts';
import { updateProduct } from './update-product.ts';
import { updateVariant } from './update-variant.ts';

export interface CatalogueParts {
  runtime: Runtime;
  cache: Cache;
  files: Files;
  fileLinks: FileLinks;
  /** Of an address of a picture that was asked for alone. */
  file_url_seconds: number;
  log: Pick<Log, 'warn'>;
}

export function registerCatalogueRoutes(app: FastifyInstance, { fileLinks, cache, ...parts }: CatalogueParts): void {
  const { runtime } = parts;
  const signer = createImageSigner(fileLinks, runtime.clock);
  const signed = async (product: Promise<StoredProduct>) => ({ body: signer.product(await product) });
  const signedOnce = async (once: Promise<Once<StoredProduct>>) => {
    const { body, replayed } = await once;
    return { body: signer.product(body), replayed };
  };
  registerCategoryRoutes(app, runtime, cache);
  registerPictureRoutes(app, { ...parts, signer });
  bindRoute(
    app,
    catalogue.list,
    async ({ caller, query }) => {
      const page = await listProducts(runtime, caller, query);
      return { body: { ...page, data: page.data.map(signer.product) } };
    },
    keptAsList(cache, 'products'),
  );
  // Not kept: hardly two callers type the same, and it is as fast as it is.
  bindRoute(app, search.search, async ({ caller, query }) => {
    const page = await searchProducts(runtime, caller, query);
    return { body: { ...page, data: page.data.map(signer.product) } };
  });
  bindRoute(app, catalogue.create, ({ caller, body, claim }) =>
    signedOnce(createProduct(runtime, caller, body, claim)),
  );
  bindRoute(app, catalogue.get, ({ caller, params }) => signed(readProduct(runtime, caller, params.id)), {
    shelf: cache.shelf('product', keep_ms),
    sharedBy: sharedByBuyers,
    tagsOf: ({ id, variants }, { storeId }) => [storeTag(storeId), id, ...variants.map((variant) => variant.id)],
  });
  bindRoute(app, catalogue.update, ({ caller, params, body, expectedVersion }) =>
    signed(updateProduct(runtime, caller, params.id, body, expectedVersion)),
  );
  bindRoute(app, catalogue.remove, async ({ caller, params, expectedVersion }) => {
    await deleteProduct(runtime, caller, params.id, expectedVersion);
    return { body: undefined };
  });
  bindRoute(app, variants.create, ({ caller, params, body, claim }) =>
    signedOnce(addVariant(runtime, caller, params.id, body, claim)),
  );
  bindRoute(app, variants.getProduct, ({ caller, params }) => signed(readProductOfVariant(runtime, caller, params.id)));
  bindRoute(app, variants.update, ({ caller, params, body, expectedVersion }) =>
    signed(updateVariant(runtime, caller, params.id, body, expectedVersion)),
  );
  bindRoute(app, variants.remove, async ({ caller, params, expectedVersion }) => {
    await deleteVariant(runtime, caller, params.id, expectedVersion);
    return { body: undefined };
  });
}
