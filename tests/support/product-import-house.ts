import type { Import, ImportOptions } from '@orderhouse/contracts';
import { createImportHandlers } from '../../server/src/imports/index.ts';
import { openTestHouse } from './index.ts';
import type { PersonName } from './people.ts';

export interface Wanted extends ImportOptions {
  as?: PersonName;
  dry_run?: boolean;
  format?: Import['format'];
  vendor_id?: string;
}

/** A house into which files of products are brought; each is done when the test says so. */
export async function openProductImportHouse() {
  const house = await openTestHouse();
  const { runtime, queue, files } = house;
  const handlers = createImportHandlers({ runtime, queue, files });
  const admin = house.as('admin');

  /** Does the job of an import, as a worker would. */
  async function work(id: string): Promise<void> {
    const payload = { store_id: house.storeId, import_id: id };
    await handlers['import.run']?.({ task: 'import.run', key: id, payload, attempt: 1, attempts_max: 3 });
  }

  function send(content: string | Uint8Array<ArrayBuffer>, { as = 'admin', ...body }: Wanted = {}): Promise<Import> {
    const file = new File([content], 'products.csv');
    return house.as(as).imports.create({ body: { kind: 'products', ...body }, file });
  }

  /** Sends a file, has it done, and tells what came of it. */
  async function bring(content: string | Uint8Array<ArrayBuffer>, wanted: Wanted = {}): Promise<Import> {
    const { id } = await send(content, wanted);
    await work(id);
    return house.as(wanted.as ?? 'admin').imports.get({ params: { id } });
  }

  const faultsOf = async (id: string, as: PersonName = 'admin') => {
    const { data } = await house.as(as).imports.errors({ params: { id }, query: { limit: 100 } });
    return data.map(({ kind, line_number, column, reason }) => `${kind} ${line_number} ${column}: ${reason}`);
  };

  async function productOf(sku: string) {
    const { data } = await admin.products.list({ query: { limit: 100 } });
    return data.find(({ variants }) => variants.some((variant) => variant.sku === sku));
  }

  return { house, files, admin, work, send, bring, faultsOf, productOf };
}
