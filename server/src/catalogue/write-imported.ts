import type { ProductStatus } from '@orderhouse/contracts';
import { type Actor, appendEvents, type NewEvent } from '../events/index.ts';
import { countStock, recordInitialStock, type StockCount } from '../inventory/index.ts';
import type { Caller } from '../platform/caller.ts';
import { changesOf } from '../platform/changes.ts';
import { actAsCaller, actAsHouse } from '../platform/database/act-as-house.ts';
import type { Connection } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import { copyToCategories, countProducts, removeFromCategories } from './categories/statements.ts';
import {
  addToCategoriesInBulk,
  type BulkVariant,
  insertProductsInBulk,
  insertVariantsInBulk,
  type KnownProductRow,
  type KnownVariant,
  updateProductsInBulk,
  updateVariantsInBulk,
} from './import-statements.ts';
import { productEvent } from './product-event.ts';
import { handOverVariants } from './statements.ts';

type NewVariant = Omit<BulkVariant, 'id' | 'product_id' | 'position'>;

/** A product that an import makes. */
export interface ImportedNew {
  product: { name: string; description: string; status: ProductStatus; vendor_id: string };
  variants: readonly NewVariant[];
  category_ids: readonly string[];
}

/** What an import changes of a product. */
export interface ImportedChange {
  known: KnownProductRow & { category_ids: readonly string[]; variants: readonly KnownVariant[] };
  content: Partial<Pick<KnownProductRow, 'name' | 'description' | 'status' | 'vendor_id'>>;
  /** Those that it is in from now on; left out: as before. */
  category_ids?: readonly string[];
  added: readonly NewVariant[];
  changed: readonly {
    known: KnownVariant;
    change: Partial<Pick<BulkVariant, 'title' | 'options' | 'unit_price' | 'low_stock_threshold'>>;
    stock_delta: number;
  }[];
}

const withIds = (productId: string, variants: readonly NewVariant[], from: number, now: Date): BulkVariant[] =>
  variants.map((variant, index) => ({ ...variant, id: newId(now), product_id: productId, position: from + index }));

function newProducts(created: readonly ImportedNew[], now: Date) {
  return created.map(({ product, variants, category_ids }) => {
    const id = newId(now);
    return {
      id,
      ...product,
      unit_price_from: Math.min(...variants.map(({ unit_price }) => unit_price)),
      is_available: variants.some(({ stock }) => stock > 0),
      variants: withIds(id, variants, 0, now),
      category_ids,
    };
  });
}

function eventsOfChange(
  { known, content, category_ids, changed }: ImportedChange,
  added: readonly BulkVariant[],
): NewEvent[] {
  const after = { ...known, ...content };
  const events: NewEvent[] = [];
  const change = { ...content, ...(category_ids && { category_ids }) };
  if (Object.keys(change).length > 0) {
    const vendor_ids = [...new Set([known.vendor_id, after.vendor_id])];
    events.push({ ...productEvent('product.updated', after, changesOf(known, change)), vendor_ids });
  }
  for (const { id, sku } of added) {
    events.push(productEvent('product.variant_added', after, { variant_id: id, sku }));
  }
  for (const { known: variant, change } of changed) {
    if (Object.keys(change).length === 0) continue;
    const data = { variant_id: variant.id, ...changesOf(variant, change) };
    events.push(productEvent('product.variant_updated', after, data));
  }
  return events;
}

/** What a batch of an import comes to. */
export interface ImportedProducts {
  created: readonly ImportedNew[];
  changes: readonly ImportedChange[];
}

/** Before products change: they count no longer where they stand, and leave what they are to be in no more. */
async function leaveCategories(
  connection: Connection,
  actor: Actor,
  changes: readonly ImportedChange[],
): Promise<void> {
  const placed = changes.filter(({ known }) => known.category_ids.length > 0);
  if (placed.length === 0) return;
  await actAsHouse(connection);
  const ids = placed.map(({ known }) => known.id);
  await countProducts(connection, ids, -1);
  for (const { known, category_ids } of placed) {
    if (category_ids) await removeFromCategories(connection, known.id, category_ids);
  }
  await actAsCaller(connection, actor as Caller);
}

/** After they changed: they stand where they are to stand, as they are now, and count there. */
async function enterCategories(
  connection: Connection,
  actor: Actor,
  products: readonly { id: string; category_ids: readonly string[] }[],
  changes: readonly ImportedChange[],
): Promise<void> {
  const moved = changes.map(({ known, category_ids = known.category_ids }) => ({ id: known.id, category_ids }));
  const placed = [...products, ...moved].filter(({ category_ids }) => category_ids.length > 0);
  if (placed.length === 0) return;
  const ids = placed.map(({ id }) => id);
  const places = placed.flatMap(({ id, category_ids }) =>
    category_ids.map((category_id) => ({ product_id: id, category_id })),
  );
  await actAsHouse(connection);
  await copyToCategories(connection, ids);
  await addToCategoriesInBulk(connection, places);
  await countProducts(connection, ids, 1);
  await actAsCaller(connection, actor as Caller);
}

/**
 * Writes what an import has decided, a thousand variants at a time: new products with their stock, changes with the events
 * that tell of them. Stock that is there changes by counts only. Those that change are locked, and so are the variants
 * that are counted, and the tree of categories. A SKU that somebody else takes meanwhile fails the transaction, as
 * `variants_sku`.
 *
 * @returns the ids of those that are new, in their order.
 */
export async function writeImported(
  connection: Connection,
  actor: Actor,
  { created, changes }: ImportedProducts,
  now: Date,
): Promise<string[]> {
  const at = now.toISOString();
  const products = newProducts(created, now);
  const additions = changes.map(({ known, added }) => withIds(known.id, added, known.variants.length, now));
  const variants = [...products.flatMap((product) => product.variants), ...additions.flat()];
  const changed = changes.flatMap((change) => change.changed);
  const rewritten = changed.filter(({ change }) => Object.keys(change).length > 0);
  const counts: StockCount[] = changed
    .filter(({ stock_delta }) => stock_delta !== 0)
    .map(({ known, stock_delta }) => ({ variant_id: known.id, delta: stock_delta }));

  await leaveCategories(connection, actor, changes);
  if (products.length > 0) await insertProductsInBulk(connection, actor.storeId, products, at);
  if (variants.length > 0) await insertVariantsInBulk(connection, actor.storeId, variants, at);
  if (rewritten.length > 0) {
    const rows = rewritten.map(({ known, change }) => ({ ...known, ...change }));
    await updateVariantsInBulk(connection, rows, at);
  }
  await recordInitialStock(connection, actor as Caller, variants, now);
  const counted = await countStock(connection, actor, counts, now);
  const touched = changes.map(({ known, content }) => ({ ...known, ...content }));
  if (touched.length > 0) await updateProductsInBulk(connection, touched, at);
  const handedOver = changes.filter(({ content }) => content.vendor_id !== undefined).map(({ known }) => known.id);
  if (handedOver.length > 0) await handOverVariants(connection, handedOver);
  await enterCategories(connection, actor, products, changes);

  const events = [
    ...products.map((product) =>
      productEvent('product.created', product, { name: product.name, status: product.status }),
    ),
    ...changes.flatMap((change, index) => eventsOfChange(change, additions[index] ?? [])),
    ...counted,
  ];
  if (events.length > 0) await appendEvents(connection, actor, now, events);
  return products.map(({ id }) => id);
}
