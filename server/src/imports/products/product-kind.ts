import { makeCategoriesForImport, writeImported } from '../../catalogue/index.ts';
import type { Caller } from '../../platform/caller.ts';
import { actAsCaller, actAsHouse } from '../../platform/database/act-as-house.ts';
import type { Connection } from '../../platform/database/database.ts';
import type { Fault } from '../reading/row.ts';
import { SeenKeys } from '../reading/seen-keys.ts';
import type { BatchTask, FileKey, Kind, Outcome } from '../runs/kind.ts';
import type { ProductDraft } from './draft.ts';
import { loadScene, type ProductImporter } from './load-scene.ts';
import { openProducts, type ProductFileForm, type ProductFormat } from './open-products.ts';
import type { CreatePlan, PlannedCategories, ProductPlan, UpdatePlan } from './plan.ts';
import { planProduct } from './plan-product.ts';

const outcomes = { create: 'created', update: 'updated', unchanged: 'unchanged', refused: 'refused' } as const;

/** What a file may have once only: each SKU, and each product. */
function keysOf({ line_number, product_id, variants }: ProductDraft): FileKey[] {
  const keys = variants.map(
    (variant): FileKey => ({
      key: `sku ${variant.sku.toLowerCase()}`,
      line_number: variant.line_number,
      column: 'sku',
      reason: `${variant.sku} stands in the file twice, first on line`,
    }),
  );
  if (product_id === undefined) return keys;
  const reason = 'the rows of a product stand together; it began on line';
  return [{ key: `product ${product_id}`, line_number, column: 'product_id', reason }, ...keys];
}

/** Addresses of pictures that nobody fetches: they are told, so that they are not lost. */
function unfetched(draft: ProductDraft, plan: ProductPlan): Fault[] {
  if (plan.kind !== 'create' || plan.image_urls.length === 0) return [];
  const { length } = plan.image_urls;
  const reason = `${length === 1 ? 'the picture was' : `${length} pictures were`} not fetched: ${plan.image_urls.join(' ')}`;
  return [{ line_number: draft.line_number, column: 'image_urls', reason }];
}

function outcomeOf(draft: ProductDraft, plan: ProductPlan): Outcome {
  const faults = plan.kind === 'refused' ? plan.faults : [];
  return { kind: outcomes[plan.kind], faults, warnings: [...plan.warnings, ...unfetched(draft, plan)] };
}

async function write(connection: Connection, plans: readonly ProductPlan[], { actor, now }: BatchTask): Promise<void> {
  const created = plans.filter((plan): plan is CreatePlan => plan.kind === 'create');
  const changes = plans.filter((plan): plan is UpdatePlan => plan.kind === 'update');
  if (created.length === 0 && changes.length === 0) return;
  const wanted = [...created, ...changes].flatMap(({ categories }) => categories ?? []);
  const made = await makeCategoriesForImport(
    connection,
    actor,
    wanted.flatMap(({ new_paths }) => new_paths),
    now,
  );
  const idsOf = (categories: PlannedCategories): string[] => [
    ...new Set([...categories.ids, ...categories.new_paths.flatMap((path) => made.get(path) ?? [])]),
  ];
  await writeImported(
    connection,
    actor,
    {
      created: created.map(({ product, variants, categories }) => ({
        product,
        variants,
        category_ids: idsOf(categories),
      })),
      changes: changes.map(({ categories, ...change }) => ({
        ...change,
        ...(categories && { category_ids: idsOf(categories) }),
      })),
    },
    now,
  );
}

/** What is there may be meant once in a file: two of its products would change it in turn, and undo each other. */
function onceOnly(seen: SeenKeys, { line_number }: ProductDraft, plan: ProductPlan): ProductPlan {
  if (!('known' in plan)) return plan;
  const before = seen.see(plan.known.id, line_number);
  // A batch that is tried again sees its own. After a kill those before it are not known any more.
  if (before === null || before === line_number) return plan;
  const reason = `is of the product that begins on line ${before}; the rows of a product stand together, under one name`;
  return { kind: 'refused', faults: [{ line_number, column: 'sku', reason }], warnings: [] };
}

/** How products are brought in. */
export function productKind(
  format: ProductFormat,
  form: ProductFileForm,
  importer: ProductImporter,
): Kind<ProductDraft> {
  const seen = new SeenKeys();
  return {
    open: (source) => openProducts(source, format, form),
    keysOf,
    sizeOf: ({ variants }) => variants.length,
    async bringIn(connection, drafts, task) {
      // What others have is looked for, too: a SKU that is taken is taken. What is written is held to the caller's policies.
      await actAsHouse(connection);
      const scene = await loadScene(connection, drafts, importer, !task.dry_run);
      await actAsCaller(connection, task.actor as Caller);
      const planned = drafts.map((draft) => ({ draft, plan: onceOnly(seen, draft, planProduct(draft, scene)) }));
      if (!task.dry_run) {
        const plans = planned.map(({ plan }) => plan);
        await write(connection, plans, task);
      }
      return planned.map(({ draft, plan }) => outcomeOf(draft, plan));
    },
  };
}
