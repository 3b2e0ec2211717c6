import type { ProductStatus } from '@orderhouse/contracts';
import type { Fault } from '../reading/row.ts';
import type { PictureDraft } from './draft.ts';
import type { KnownProduct } from './scene.ts';

export interface PlannedVariant {
  sku: string;
  title: string;
  options: Readonly<Record<string, string>>;
  unit_price: number;
  stock: number;
  low_stock_threshold: number | null;
}

export interface PlannedCategories {
  ids: readonly string[];
  /** Of categories that are to be made. */
  new_paths: readonly string[];
}

export interface ChangedContent {
  name?: string;
  description?: string;
  status?: ProductStatus;
  vendor_id?: string;
}

export interface VariantChange {
  known: KnownProduct['variants'][number];
  change: Partial<Pick<PlannedVariant, 'title' | 'options' | 'unit_price' | 'low_stock_threshold'>>;
  /** Units by which its stock is counted up or down; 0 for none. */
  stock_delta: number;
}

export interface CreatePlan {
  kind: 'create';
  product: { name: string; description: string; status: ProductStatus; vendor_id: string };
  variants: readonly PlannedVariant[];
  categories: PlannedCategories;
  /** Those that are to be fetched. */
  pictures: readonly PictureDraft[];
  warnings: readonly Fault[];
}

export interface UpdatePlan {
  kind: 'update';
  known: KnownProduct;
  content: ChangedContent;
  /** Those that it is in from now on; undefined: as before. */
  categories: PlannedCategories | undefined;
  added: readonly PlannedVariant[];
  changed: readonly VariantChange[];
  pictures: readonly PictureDraft[];
  warnings: readonly Fault[];
}

/** What becomes of a product of a file. */
export type ProductPlan =
  | CreatePlan
  | UpdatePlan
  | { kind: 'unchanged'; known: KnownProduct; pictures: readonly PictureDraft[]; warnings: readonly Fault[] }
  | { kind: 'refused'; faults: readonly Fault[]; warnings: readonly Fault[] };
