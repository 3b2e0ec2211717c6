import { limits } from '@orderhouse/contracts';
import { findProductOwners } from '../../accounts/index.ts';
import { type FoundCategories, findCategoriesForImport, findForImport } from '../../catalogue/index.ts';
import type { Connection } from '../../platform/database/database.ts';
import { readAwaitingProducts } from '../pictures/statements.ts';
import type { ProductDraft } from './draft.ts';
import type { KnownProduct, Scene } from './scene.ts';

/** Who brings products in, and what was said of it. */
export interface ProductImporter {
  actorId: string | null;
  storeId: string;
  role: 'admin' | 'vendor' | 'house';
  create_categories: boolean;
  /** Whose products are that name no vendor. */
  vendor_id: string;
}

const present = <T>(values: readonly (T | undefined)[]): T[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];

/** Loads what the products of a batch touch; the connection acts as the house. */
export async function loadScene(
  connection: Connection,
  drafts: readonly ProductDraft[],
  importer: ProductImporter,
  isToChange: boolean,
): Promise<Scene> {
  const variants = drafts.flatMap((draft) => draft.variants);
  const search = {
    product_ids: present(drafts.map(({ product_id }) => product_id)),
    skus: present(variants.map(({ sku }) => sku)),
    counted_skus: present(variants.map(({ sku, expected_stock }) => (expected_stock === undefined ? undefined : sku))),
  };
  const paths = present(drafts.flatMap(({ category_paths }) => category_paths ?? []));
  const categoryIds = present(drafts.flatMap(({ category_ids }) => category_ids ?? []));
  const products = await findForImport(connection, importer.storeId, search, isToChange);
  // Under the lock of the tree, which has been taken above.
  const categories = await findCategoriesForImport(connection, paths, categoryIds);
  const owners = await findProductOwners(
    connection,
    present(drafts.map(({ vendor_email }) => vendor_email)),
    present(drafts.map(({ vendor_id }) => vendor_id)),
  );
  const bare = drafts.some(({ pictures }) => pictures.length > 0) ? products.filter((one) => !one.has_images) : [];
  const awaiting = bare.length === 0 ? [] : await readAwaitingProducts(connection, idsOf(bare));
  return sceneOf({ products, owners, categories, awaiting: new Set(awaiting) }, importer);
}

const idsOf = (products: readonly KnownProduct[]) => products.map(({ id }) => id);

interface Found {
  products: readonly KnownProduct[];
  owners: readonly { id: string; email_key: string }[];
  categories: FoundCategories;
  awaiting: ReadonlySet<string>;
}

function sceneOf(
  { products, owners, categories, awaiting }: Found,
  { actorId, role, create_categories, vendor_id: default_vendor_id }: ProductImporter,
): Scene {
  const bySku = new Map(products.flatMap((product) => product.variants.map(({ sku_key }) => [sku_key, product])));
  const byEmail = new Map(owners.map(({ id, email_key }) => [email_key, id]));
  const ids = new Set(owners.map(({ id }) => id));
  return {
    products: new Map(products.map((product) => [product.id, product])),
    productOfSku: (sku) => bySku.get(sku.toLowerCase()),
    vendorByEmail: (email) => byEmail.get(email.toLowerCase()),
    isVendor: (id) => ids.has(id),
    mayChange: ({ vendor_id }) => role !== 'vendor' || vendor_id === actorId,
    awaitsPictures: ({ id }) => awaiting.has(id),
    categoryAt: (path) => categories.idOfPath.get(path),
    isCategory: (id) => categories.ids.has(id),
    create_categories: create_categories && role !== 'vendor',
    default_vendor_id,
    variants_max: limits.variants_max,
  };
}
