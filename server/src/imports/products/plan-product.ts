import { images_max } from '@orderhouse/contracts';
import type { Fault } from '../reading/row.ts';
import type { PictureDraft, ProductDraft, VariantDraft } from './draft.ts';
import type { ChangedContent, PlannedVariant, ProductPlan, VariantChange } from './plan.ts';
import type { KnownProduct, Scene } from './scene.ts';

/** Where a variant of the file stands in the store, if it is there. */
type Known = KnownProduct['variants'][number];

const refused = (faults: readonly Fault[]): ProductPlan => ({ kind: 'refused', faults, warnings: [] });

/** Gathers what speaks against a plan, and what is to be told with it. */
class Findings {
  readonly faults: Fault[] = [];
  readonly warnings: Fault[] = [];

  refuse(line_number: number, column: string, reason: string): undefined {
    this.faults.push({ line_number, column, reason });
    return undefined;
  }

  warn(line_number: number, column: string, reason: string): void {
    this.warnings.push({ line_number, column, reason });
  }
}

/** The product of the store that a draft means: by its id, else by its SKUs. Undefined: it is new. */
function findProduct(draft: ProductDraft, scene: Scene, findings: Findings): KnownProduct | undefined {
  const named = draft.product_id === undefined ? undefined : scene.products.get(draft.product_id);
  // Whose an id is tells nothing to who may not see it.
  const byId = named && scene.mayChange(named) ? named : undefined;
  let found = byId;
  for (const { line_number, sku } of draft.variants) {
    const owner = scene.productOfSku(sku);
    if (owner === undefined || owner === found) continue;
    if (!scene.mayChange(owner)) findings.refuse(line_number, 'sku', `${sku} is the SKU of somebody else’s product`);
    else if (byId) findings.refuse(line_number, 'sku', `${sku} is the SKU of another product`);
    else if (found)
      findings.refuse(
        line_number,
        'sku',
        `${sku} is the SKU of another product than that of the rows above; say product_id`,
      );
    else found = owner;
  }
  return found;
}

function vendorOf(draft: ProductDraft, scene: Scene, findings: Findings): string | undefined {
  const { vendor_email, vendor_id, line_number } = draft;
  if (vendor_email === undefined && vendor_id === undefined) return undefined;
  const id = vendor_email === undefined ? vendor_id : scene.vendorByEmail(vendor_email);
  const column = vendor_email === undefined ? 'vendor_id' : 'vendor_email';
  if (id === undefined || !scene.isVendor(id)) {
    return findings.refuse(line_number, column, `${vendor_email ?? vendor_id} is no active vendor of this store`);
  }
  if (!scene.mayChange({ vendor_id: id })) {
    return findings.refuse(line_number, column, 'only an admin brings in products of others');
  }
  return id;
}

function categoriesOf(draft: ProductDraft, scene: Scene, findings: Findings): PlanCategories | undefined {
  const { category_paths, category_ids, line_number } = draft;
  if (category_paths === undefined && category_ids === undefined) return undefined;
  const wanted: PlanCategories = { ids: [], new_paths: [] };
  for (const path of category_paths ?? []) {
    const id = scene.categoryAt(path);
    if (id !== undefined) wanted.ids.push(id);
    else if (scene.create_categories) wanted.new_paths.push(path);
    else findings.refuse(line_number, 'categories', `there is no category ${path}; create_categories=true makes it`);
  }
  for (const id of category_ids ?? []) {
    if (scene.isCategory(id)) wanted.ids.push(id);
    else findings.refuse(line_number, 'category_ids', `there is no category ${id}`);
  }
  return { ids: [...new Set(wanted.ids)], new_paths: [...new Set(wanted.new_paths)] };
}
interface PlanCategories {
  ids: string[];
  new_paths: string[];
}

function newVariant(draft: VariantDraft, findings: Findings): PlannedVariant | undefined {
  const { line_number, sku, title, options, unit_price, stock, expected_stock, low_stock_threshold } = draft;
  if (unit_price === undefined) return findings.refuse(line_number, 'unit_price', 'is missing: the variant is new');
  if (expected_stock !== undefined && expected_stock !== 0) {
    return findings.refuse(line_number, 'expected_stock', `${expected_stock} are expected, but ${sku} is new`);
  }
  return {
    sku,
    title: title ?? '',
    options: options ?? {},
    unit_price,
    stock: stock ?? 0,
    low_stock_threshold: low_stock_threshold ?? null,
  };
}

const sameOptions = (one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>) =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([name, value]) => Object.hasOwn(other, name) && other[name] === value);

/** What of a variant that is there changes. */
function changeOf(draft: VariantDraft, known: Known): VariantChange['change'] {
  const { title, options, unit_price, low_stock_threshold } = draft;
  return {
    ...(title !== undefined && title !== known.title && { title }),
    ...(options !== undefined && !sameOptions(options, known.options) && { options }),
    ...(unit_price !== undefined && unit_price !== known.unit_price && { unit_price }),
    ...(low_stock_threshold !== undefined &&
      low_stock_threshold !== known.low_stock_threshold && { low_stock_threshold }),
  };
}

/** @returns by how much the stock of a variant that is there is to change. */
function countOf(draft: VariantDraft, known: Known, findings: Findings): number {
  const { line_number, stock, expected_stock } = draft;
  if (stock === undefined) return 0;
  if (expected_stock === undefined) {
    if (stock !== known.stock) {
      findings.warn(
        line_number,
        'stock',
        `${known.stock} in stock, the file says ${stock}: left as it is; say expected_stock to count it`,
      );
    }
    return 0;
  }
  if (expected_stock === known.stock) return stock - known.stock;
  findings.refuse(line_number, 'expected_stock', `${known.stock} in stock, the file expects ${expected_stock}`);
  return 0;
}

/** The pictures that are to be fetched for a product that has none. */
function picturesOf({ pictures }: ProductDraft, findings: Findings): readonly PictureDraft[] {
  const left = pictures[images_max];
  if (left) {
    const reason = `${pictures.length} pictures are named, the first ${images_max} are fetched`;
    findings.warn(left.line_number, left.column, reason);
  }
  return pictures.slice(0, images_max);
}

function planNew(draft: ProductDraft, scene: Scene, findings: Findings): ProductPlan {
  const { line_number, name, description, status } = draft;
  if (name === undefined || name.trim() === '') findings.refuse(line_number, 'name', 'is missing: the product is new');
  const vendor_id = vendorOf(draft, scene, findings) ?? scene.default_vendor_id;
  const categories = categoriesOf(draft, scene, findings) ?? { ids: [], new_paths: [] };
  const variants = draft.variants.flatMap((variant) => newVariant(variant, findings) ?? []);
  if (findings.faults.length > 0 || name === undefined) return refused(findings.faults);
  const product = { name, description: description ?? '', status: status ?? 'active', vendor_id };
  return {
    kind: 'create',
    product,
    variants,
    categories,
    pictures: picturesOf(draft, findings),
    warnings: findings.warnings,
  };
}

function contentOf(draft: ProductDraft, known: KnownProduct, vendor_id: string | undefined): ChangedContent {
  const { name, description, status } = draft;
  return {
    ...(name !== undefined && name !== known.name && { name }),
    ...(description !== undefined && description !== known.description && { description }),
    ...(status !== undefined && status !== known.status && { status }),
    ...(vendor_id !== undefined && vendor_id !== known.vendor_id && { vendor_id }),
  };
}

function planKnown(draft: ProductDraft, known: KnownProduct, scene: Scene, findings: Findings): ProductPlan {
  const content = contentOf(draft, known, vendorOf(draft, scene, findings));
  const wanted = categoriesOf(draft, scene, findings);
  const added: PlannedVariant[] = [];
  const changed: VariantChange[] = [];
  for (const variant of draft.variants) {
    const there = known.variants.find(({ sku_key }) => sku_key === variant.sku.toLowerCase());
    if (!there) {
      const one = newVariant(variant, findings);
      if (one) added.push(one);
      continue;
    }
    const change = changeOf(variant, there);
    const stock_delta = countOf(variant, there, findings);
    if (Object.keys(change).length > 0 || stock_delta !== 0) changed.push({ known: there, change, stock_delta });
  }
  if (known.variants.length + added.length > scene.variants_max) {
    findings.refuse(draft.line_number, 'sku', `the product would have more than ${scene.variants_max} variants`);
  }
  if (findings.faults.length > 0) return refused(findings.faults);
  const isElsewhere = wanted && (wanted.new_paths.length > 0 || !sameIds(wanted.ids, known.category_ids));
  const categories = isElsewhere ? wanted : undefined;
  const isChanged = Object.keys(content).length > 0 || categories || added.length > 0 || changed.length > 0;
  // One that has pictures keeps them, whatever the file names: what was exported changes nothing when it comes back.
  const pictures = known.has_images || scene.awaitsPictures(known) ? [] : picturesOf(draft, findings);
  const { warnings } = findings;
  if (!isChanged) return { kind: 'unchanged', known, pictures, warnings };
  return { kind: 'update', known, content, categories, added, changed, pictures, warnings };
}

const sameIds = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((id) => other.includes(id));

/**
 * Decides what becomes of a product of the file: it is new, changes one of the store, changes nothing, or is refused as a
 * whole. What the file does not say stays as it is; variants that it does not name stay. Pure.
 */
export function planProduct(draft: ProductDraft, scene: Scene): ProductPlan {
  const findings = new Findings();
  const known = findProduct(draft, scene, findings);
  if (findings.faults.length > 0) return refused(findings.faults);
  return known ? planKnown(draft, known, scene, findings) : planNew(draft, scene, findings);
}
