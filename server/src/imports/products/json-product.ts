import { limits, productStatuses } from '@orderhouse/contracts';
import { type TextLimits, textFault } from '../reading/check-text.ts';
import type { Fault, Reading, Row } from '../reading/row.ts';
import {
  category_paths_max,
  draftLimits,
  image_urls_max,
  type ProductDraft,
  pathFault,
  skuFault,
  urlFault,
  type VariantDraft,
} from './draft.ts';
import { optionsFault, type ProductForm } from './product-rows.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** What the API's answers have and a file cannot decide. */
const told = ['version', 'created_at', 'updated_at', 'images', 'is_available', 'units_sold', 'unit_price_from'];
const toldOfVariants = ['id'];

/** Reads the members of one JSON object, and keeps what is wrong with them by their path. */
export class ObjectReader {
  readonly faults: Fault[];
  readonly #line_number: number;
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #read = new Set<string>();

  constructor(line_number: number, object: Readonly<Record<string, unknown>>, path = '', faults: Fault[] = []) {
    this.#line_number = line_number;
    this.#object = object;
    this.#path = path;
    this.faults = faults;
  }

  refuse(name: string, reason: string): undefined {
    this.faults.push({ line_number: this.#line_number, column: this.#path + name, reason });
    return undefined;
  }

  get(name: string): unknown {
    this.#read.add(name);
    return Object.hasOwn(this.#object, name) ? this.#object[name] : undefined;
  }

  text(name: string, textLimits: TextLimits): string | undefined {
    const value = this.get(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') return this.refuse(name, 'is no text');
    const fault = textFault(value, textLimits);
    return fault === null ? value : this.refuse(name, fault);
  }

  count(name: string, max: number): number | undefined {
    const value = this.get(name);
    if (value === undefined || value === null) return undefined;
    const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;
    return isCount ? value : this.refuse(name, `is no whole number from 0 to ${max}`);
  }

  id(name: string): string | undefined {
    const value = this.get(name);
    if (value === undefined || value === null) return undefined;
    return typeof value === 'string' && uuid.test(value) ? value.toLowerCase() : this.refuse(name, 'is no id');
  }

  oneOf<T extends string>(name: string, words: readonly T[]): T | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    return words.find((word) => word === value) ?? this.refuse(name, `is none of ${words.join(', ')}`);
  }

  texts(name: string, max: number, faultOf: (text: string) => string | null): string[] | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || value.length > max) return this.refuse(name, `is no list of at most ${max} texts`);
    const fault = value.map((one) => (typeof one === 'string' ? faultOf(one) : 'holds what is no text')).find(Boolean);
    return fault ? this.refuse(name, fault) : (value as string[]);
  }

  /** Objects in a list, each read by itself. */
  objects(name: string, max: number): ObjectReader[] {
    const value = this.get(name);
    const isList = Array.isArray(value) && value.length > 0 && value.length <= max && value.every(isObject);
    if (!isList) {
      this.refuse(name, `is no list of 1 to ${max} objects`);
      return [];
    }
    return value.map(
      (one, index) => new ObjectReader(this.#line_number, one, `${this.#path}${name}/${index}/`, this.faults),
    );
  }

  object(name: string): ObjectReader | undefined {
    const value = this.get(name);
    if (value === undefined || value === null) return undefined;
    if (!isObject(value)) return this.refuse(name, 'is no object');
    return new ObjectReader(this.#line_number, value, `${this.#path}${name}/`, this.faults);
  }

  refuseOthers(known: readonly string[]): void {
    const other = Object.keys(this.#object).find((name) => !this.#read.has(name) && !known.includes(name));
    if (other !== undefined) this.refuse(other.slice(0, 80), 'is no field of this format');
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns a reader of the object in a line of JSON; of an empty one, which is refused, where it holds none. */
export function readLine({ line_number, cells }: Row): ObjectReader {
  const refused = (reason: string) => {
    const reader = new ObjectReader(line_number, {});
    reader.faults.push({ line_number, column: null, reason });
    return reader;
  };
  try {
    const value: unknown = JSON.parse(cells[0] ?? '');
    return isObject(value) ? new ObjectReader(line_number, value) : refused('is no JSON object');
  } catch (error) {
    return refused(`is no JSON: ${(error as Error).message}`);
  }
}

function readVariant(line_number: number, reader: ObjectReader): VariantDraft {
  const given = reader.get('sku');
  const sku = typeof given === 'string' ? given : '';
  const fault = skuFault(sku);
  if (fault !== null) reader.refuse('sku', fault);
  const options = reader.get('options');
  const wrong = options === undefined ? null : optionsFault(options);
  if (wrong !== null) reader.refuse('options', wrong);
  const threshold = reader.get('low_stock_threshold');
  const variant: VariantDraft = {
    line_number,
    sku,
    title: reader.text('title', draftLimits.title),
    options: wrong === null ? (options as VariantDraft['options']) : undefined,
    unit_price: reader.count('unit_price', limits.unit_price_max),
    stock: reader.count('stock', limits.stock_max),
    expected_stock: reader.count('expected_stock', limits.stock_max),
    low_stock_threshold: threshold === null ? null : reader.count('low_stock_threshold', limits.stock_max),
  };
  reader.refuseOthers(toldOfVariants);
  return variant;
}

/** Reads a product as the API has it, one a line; money in minor units. Pure. */
export function readProductLine(row: Row, form: ProductForm): Reading<ProductDraft> {
  const { line_number } = row;
  const reader = readLine(row);
  if (reader.faults.length > 0) return { rows: [row], value: null, faults: reader.faults, warnings: [] };
  const currency = reader.get('currency');
  if (currency !== undefined && currency !== form.currency) {
    reader.refuse('currency', `is ${String(currency).slice(0, 10)}, the store sells in ${form.currency}`);
  }
  const urls = [...new Set(reader.texts('image_urls', image_urls_max, urlFault))];
  const value: ProductDraft = {
    line_number,
    product_id: reader.id('product_id') ?? reader.id('id'),
    name: reader.text('name', draftLimits.name),
    description: reader.text('description', draftLimits.description),
    status: reader.oneOf('status', productStatuses),
    vendor_email: reader.text('vendor_email', { length_max: 254 }),
    vendor_id: reader.id('vendor_id'),
    category_paths: reader.texts('categories', category_paths_max, pathFault),
    category_ids: reader.texts('category_ids', category_paths_max, (id) =>
      uuid.test(id) ? null : 'holds what is no id',
    ),
    pictures: urls.map((url) => ({ line_number, column: 'image_urls', url, alt_text: '' })),
    variants: reader.objects('variants', limits.variants_max).map((variant) => readVariant(line_number, variant)),
  };
  reader.refuseOthers(told);
  const { faults } = reader;
  return { rows: [row], value: faults.length === 0 ? value : null, faults, warnings: [] };
}
