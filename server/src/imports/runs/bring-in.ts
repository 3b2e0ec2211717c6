import { canOwnProducts, hasRole } from '../../accounts/index.ts';
import type { Actor } from '../../events/index.ts';
import type { Connection } from '../../platform/database/database.ts';
import type { Files } from '../../platform/files/files.ts';
import { minorDigits } from '../../platform/minor-digits.ts';
import type { JobQueue } from '../../platform/queue/job-queue.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { ImportRefused } from '../import-refused.ts';
import { orderKind } from '../orders/order-kind.ts';
import { productKind } from '../products/product-kind.ts';
import type { FileSource } from '../reading/open-text.ts';
import { bringOnlineRetailIn } from './bring-online-retail-in.ts';
import type { Kind } from './kind.ts';
import { bringFileIn, surveyFile } from './pass.ts';
import { type ImportRow, readImport, readStoreCurrency } from './statements.ts';

interface BringInParts {
  runtime: Runtime;
  queue: Pick<JobQueue, 'enqueue'>;
  files: Files;
}

/** The file of an import, from wherever files are kept. */
function sourceOf(files: Files, { file_key, file_bytes }: ImportRow): FileSource {
  return {
    bytes_total: file_bytes,
    async open() {
      const file = await files.read(file_key);
      if (file === null) throw new ImportRefused('the file is kept no longer; bring it in again');
      return file.stream;
    },
  };
}

function kindOf(row: ImportRow, actor: Actor, currency: string): Kind<unknown> {
  const { options, format } = row;
  const form = {
    encoding: options.encoding ?? ('utf-8' as const),
    delimiter: options.delimiter ?? null,
    decimal: options.decimal ?? ('.' as const),
    unknown_columns: options.unknown_columns ?? ('refuse' as const),
    missing_sku: options.missing_sku ?? ('refuse' as const),
    category_from: options.category_from ?? ('none' as const),
    minor_digits: minorDigits(currency),
    currency,
  };
  if (row.kind === 'orders') {
    if (format !== 'csv' && format !== 'jsonl') throw new ImportRefused(`orders do not come as ${format}`);
    return orderKind(format, form) as unknown as Kind<unknown>;
  }
  if (format === 'online-retail') throw new ImportRefused('the format online-retail has orders, no products');
  if (row.vendor_id === null) throw new ImportRefused('nobody is named whose products they are');
  const importer = {
    storeId: actor.storeId,
    actorId: actor.actorId,
    role: row.actor_role,
    create_categories: options.create_categories ?? false,
    vendor_id: row.vendor_id,
  };
  return productKind(format, form, importer) as unknown as Kind<unknown>;
}

/** It may have waited long. @throws ImportRefused */
async function expectStanding(connection: Connection, { kind, actor_id, actor_role, vendor_id }: ImportRow) {
  const isAllowed = actor_id === null || (await hasRole(connection, actor_id, actor_role));
  if (!isAllowed) throw new ImportRefused('whoever brought it in may do so no longer; bring it in again');
  const isOwned = kind === 'orders' || vendor_id === null || (await canOwnProducts(connection, vendor_id));
  if (!isOwned) throw new ImportRefused('whose products are to be made is no active vendor any more; name another');
}

/**
 * Brings the file of an import in: reads it through once, then batch after batch.
 *
 * @throws ImportRefused when the file is not as its format has it. ImportStopped when somebody has cancelled it.
 */
export async function bringIn(
  { runtime, queue, files }: BringInParts,
  row: ImportRow,
  actor: Actor,
  mayGoOn: () => Promise<void>,
): Promise<void> {
  const house: Actor = { ...actor, role: 'house' };
  const currency = await runtime.database.transact(house, async (connection) => {
    await expectStanding(connection, row);
    return readStoreCurrency(connection);
  });
  if (currency === undefined) throw new ImportRefused('there is no such store');
  const source = sourceOf(files, row);
  if (row.format === 'online-retail') {
    return bringOnlineRetailIn({ runtime, row, actor, currency, source, mayGoOn });
  }
  const kind = kindOf(row, actor, currency);
  const parts = { runtime, queue, row, actor, source, mayGoOn };
  if (row.rows_total === null) await surveyFile(kind, parts);
  const current = await runtime.database.transact(house, (connection) => readImport(connection, row.id));
  await bringFileIn(kind, { ...parts, row: current ?? row });
}
