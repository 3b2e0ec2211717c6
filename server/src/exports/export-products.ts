import { type exports, limits, type Product, productFileColumns, type QueryOf } from '@orderhouse/contracts';
import { createImageSigner, listProducts, readCategoryPaths } from '../catalogue/index.ts';
import type { Caller } from '../platform/caller.ts';
import type { FileLinks } from '../platform/files/file-links.ts';
import type { Runtime } from '../platform/runtime.ts';
import { openEmailBook } from './email-book.ts';
import { type ExportSource, pagesOf } from './export-source.ts';
import { rowsOfProduct } from './product-rows.ts';

type Filters = Omit<QueryOf<typeof exports.products>, 'format' | 'bom'>;

/** As many as a page of the list may have: at their largest they are 20 MB. */
const page_products = limits.page_max;
const day_ms = 86_400_000;

export interface ProductExportParts {
  runtime: Runtime;
  fileLinks: FileLinks;
}

/** The products that the caller may export: an admin all, a vendor its own; with pictures at addresses good for a day. */
export function exportProducts(
  { runtime, fileLinks }: ProductExportParts,
  caller: Caller,
  filters: Filters,
): ExportSource<Product> {
  const book = openEmailBook(runtime, caller);
  const aDayLater = { now: () => new Date(runtime.clock.now().getTime() + day_ms) };
  const signer = createImageSigner(fileLinks, aDayLater);
  let categoryPaths: ReadonlyMap<string, string> = new Map();

  async function* pages(): AsyncGenerator<readonly Product[], void, undefined> {
    const own = caller.role === 'vendor' ? (caller.actorId ?? undefined) : filters.vendor_id;
    if (filters.vendor_id !== undefined && filters.vendor_id.toLowerCase() !== own?.toLowerCase()) return;
    const query = { ...filters, ...(own !== undefined && { vendor_id: own }), limit: page_products };
    categoryPaths = await readCategoryPaths(runtime, caller);
    const list = (cursor: string | undefined) =>
      listProducts(runtime, caller, { ...query, ...(cursor !== undefined && { cursor }) });
    for await (const stored of pagesOf(list)) {
      await book.learn(stored.map(({ vendor_id }) => vendor_id));
      yield stored.map(signer.product);
    }
  }

  return {
    name: 'products',
    columns: productFileColumns,
    pages: pages(),
    rowsOf: (product) => rowsOfProduct(product, { emails: book.emails, categoryPaths }),
  };
}
