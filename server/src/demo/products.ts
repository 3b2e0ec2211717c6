import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProductStatus } from '@orderhouse/contracts';
import { parse } from 'csv-parse/sync';
import type { Chance } from './chance.ts';
import type { Range } from './people.ts';

export interface DemoProduct {
  sku: string;
  name: string;
  description: string;
  /** Pence. */
  unit_price: number;
  range: Range;
  /** What it becomes; an archived one is created active. */
  status: ProductStatus;
  /** Units that a stocktake leaves, where it is done. */
  counted: number | null;
  /** Units in stock beyond what the demo's orders take. */
  spare: number;
}

interface Row extends Record<string, string> {
  sku: string;
  name: string;
  description: string;
  unit_price: string;
  range: Range;
}

// By their place in the file, so that the most popular stay on sale, and so does the last: the documents order it.
const draft_places = new Set([146, 147]);
const archived_places = new Set([144]);

/** The products of the demo, in the file's order. */
export async function readProducts(chance: Chance): Promise<DemoProduct[]> {
  const text = await readFile(join(import.meta.dirname, 'data/products.csv'), 'utf8');
  const rows = parse<Row>(text, { columns: true });
  return rows.map(({ sku, name, description, unit_price, range }, place) => {
    const status = draft_places.has(place) ? 'draft' : archived_places.has(place) ? 'archived' : 'active';
    const soldOut = place % 29 === 17;
    const low = place % 17 === 9;
    const counted = soldOut ? 0 : low ? chance.between(1, 5) : null;
    return {
      sku,
      name,
      description,
      range,
      status,
      unit_price: Number(unit_price),
      counted: status === 'active' ? counted : null,
      spare: chance.between(12, 150),
    };
  });
}
