import { makeCategoriesForImport, writeImported } from '../../catalogue/index.ts';
import type { Caller } from '../../platform/caller.ts';
import { actAsCaller, actAsHouse } from '../../platform/database/act-as-house.ts';
import type { Connection } from '../../platform/database/database.ts';
import type { WantedPicture } from '../pictures/statements.ts';
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

/** The pictures of one product; of a new one in a dry run, which has no id. */
function wantedOf(plan: ProductPlan, newProductId: string | undefined): WantedPicture[] {
  if (plan.kind === 'refused') return [];
  const isNew = plan.kind === 'create';
  const product_id = isNew ? (newProductId ?? null) : plan.known.id;
  const content = plan.kind === 'update' ? plan.content : {};
  const vendor_id = isNew ? plan.product.vendor_id : (content.vendor_id ?? plan.known.vendor_id);
  return plan.pictures.map((picture, place) => ({ ...picture, product_id, vendor_id, place }));
}

function outcomeOf(plan: ProductPlan, newProductId: string | undefined): Outcome {
  const faults = plan.kind === 'refused' ? plan.faults : [];
  const { kind, warnings } = plan;
  return { kind: outcomes[kind], faults, warnings, pictures: wantedOf(plan, newProductId) };
}

/** @returns the ids of the products that are new, by their plans. */
async function write(
  connection: Connection,
  plans: readonly ProductPlan[],
  { actor, now }: BatchTask,
): Promise<ReadonlyMap<ProductPlan, string>> {
  const created = plans.filter((plan): plan is CreatePlan => plan.kind === 'create');
  const changes = plans.filter((plan): plan is UpdatePlan => plan.kind === 'update');
  if (created.length === 0 && changes.length === 0) return new Map();
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
  const ids = await writeImported(
    connection,
    actor,
    {
      created: created.map(({ product, variants, categories }) => ({
        product,
        variants,
        category_ids: idsOf(categories),
      })),
      changes: changes.map(({ categories, pictures: _, ...change }) => ({
        ...change,
        ...(categories && { category_ids: idsOf(categories) }),
      })),
    },
    now,
  );
  return new Map(created.flatMap((plan, index) => ids.slice(index, index + 1).map((id) => [plan, id] as const)));
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
    // Its addresses are held until it is written, and may be half a megabyte.
    sizeOf: ({ variants, pictures }) => variants.length + pictures.length,
    async bringIn(connection, drafts, task) {
      // What others have is looked for, too: a SKU that is taken is taken. What is written is held to the caller's policies.
      await actAsHouse(connection);
      const scene = await loadScene(connection, drafts, importer, !task.dry_run);
      await actAsCaller(connection, task.actor as Caller);
      const plans = drafts.map((draft) => onceOnly(seen, draft, planProduct(draft, scene)));
      const newIds = task.dry_run ? new Map<ProductPlan, string>() : await write(connection, plans, task);
      return plans.map((plan) => outcomeOf(plan, newIds.get(plan)));
    },
  };
}
