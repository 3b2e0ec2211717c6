import type { Connection } from '../../platform/database/database.ts';
import { newId } from '../../platform/ids.ts';
import { type FileForm, fileOf, openLines } from '../products/open-products.ts';
import type { FileSource } from '../reading/open-text.ts';
import { readTable } from '../reading/read-table.ts';
import type { Fault, Row } from '../reading/row.ts';
import type { Kind, Outcome } from '../runs/kind.ts';
import { type OrderDraft, orderKey } from './draft.ts';
import { readOrderLineOfJson } from './json-order.ts';
import { continuesOrder, type OrderForm, orderColumns, readOrderRows } from './order-rows.ts';
import {
  type HistoricOrder,
  type KnownOrder,
  readKnownOrders,
  readSoldVariants,
  type SoldVariant,
  writeHistoricOrders,
} from './statements.ts';

interface OrderFileForm extends FileForm, OrderForm {}

const ownNumber = /^\d{1,15}$/;

/** What is there already of the orders of a batch. */
interface OrderScene {
  known: readonly KnownOrder[];
  variants: ReadonlyMap<string, SoldVariant>;
}

/** An order of the file is there when one came in under its reference, or when it is our own: number, time and sum agree. */
function isThere({ reference, placed_at, total }: OrderDraft, known: readonly KnownOrder[]): boolean {
  return known.some((order) =>
    order.external_reference === null
      ? String(order.number) === reference &&
        order.total === total &&
        Date.parse(order.placed_at) === Date.parse(placed_at)
      : order.external_reference === reference,
  );
}

/** What becomes of an order of the file: history is written once, and never changed. Pure. */
export function planOrder(draft: OrderDraft, { known, variants }: OrderScene): Outcome {
  if (isThere(draft, known)) return { kind: 'unchanged', faults: [], warnings: [] };
  const faults = draft.lines.flatMap(({ line_number, sku }): Fault[] =>
    variants.has(sku.toLowerCase())
      ? []
      : [
          {
            line_number,
            column: 'sku',
            reason: `the store has nothing of the SKU ${sku}; bring the products in first`,
          },
        ],
  );
  return { kind: faults.length > 0 ? 'refused' : 'created', faults, warnings: [] };
}

async function loadScene(connection: Connection, drafts: readonly OrderDraft[]): Promise<OrderScene> {
  const references = drafts.map(({ reference }) => reference);
  const skus = new Set(drafts.flatMap(({ lines }) => lines.map(({ sku }) => sku.toLowerCase())));
  const numbers = references.filter((reference) => ownNumber.test(reference)).map(Number);
  const known = await readKnownOrders(connection, references, numbers);
  const variants = await readSoldVariants(connection, [...skus]);
  return { known, variants: new Map(variants.map((variant) => [variant.sku_key, variant])) };
}

function historicOrder({ lines, line_number: _, ...draft }: OrderDraft, { variants }: OrderScene): HistoricOrder {
  const id = newId(new Date(draft.placed_at));
  return {
    ...draft,
    id,
    lines: lines.flatMap((line, index) => {
      const variant = variants.get(line.sku.toLowerCase());
      if (!variant) return [];
      const { id: variant_id, vendor_id } = variant;
      const { sku, unit_price, quantity, carrier, tracking_number } = line;
      const name = line.name ?? variant.name;
      return [
        {
          order_id: id,
          line_no: index + 1,
          variant_id,
          vendor_id,
          sku,
          name,
          unit_price,
          quantity,
          carrier,
          tracking_number,
        },
      ];
    }),
  };
}

async function openOrders(source: FileSource, format: 'csv' | 'jsonl', form: OrderFileForm) {
  if (format === 'jsonl') return openLines(source, form, (row) => readOrderLineOfJson(row, form));
  const table = await readTable(source, orderColumns(form.unknown_columns), form);
  const { places, titles } = table.header;
  const belongs = (first: Row, row: Row) => continuesOrder(places, first, row);
  return fileOf(table, form, belongs, (rows) => readOrderRows(places, titles.length, rows, form));
}

/** How orders of our own format are brought in: as history, taking no stock. Only the house and admins may. */
export function orderKind(format: 'csv' | 'jsonl', form: OrderFileForm): Kind<OrderDraft> {
  return {
    open: (source) => openOrders(source, format, form),
    keysOf: ({ reference, line_number }) => [
      {
        key: orderKey(reference),
        line_number,
        column: 'reference',
        reason: 'the lines of an order stand together; it began on line',
      },
    ],
    sizeOf: ({ lines }) => lines.length,
    async bringIn(connection, drafts, { actor, dry_run, now }) {
      const scene = await loadScene(connection, drafts);
      const outcomes = drafts.map((draft) => planOrder(draft, scene));
      const orders = drafts.flatMap((draft, index) =>
        outcomes[index]?.kind === 'created' ? [historicOrder(draft, scene)] : [],
      );
      if (!dry_run && orders.length > 0) {
        const { storeId, actorId, role } = actor;
        const { currency } = form;
        const at = now.toISOString();
        await writeHistoricOrders(connection, { storeId, actorId, actor_role: role, currency, now: at, orders });
      }
      return outcomes;
    },
  };
}
