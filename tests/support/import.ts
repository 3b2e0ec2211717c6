import type { Import } from '@orderhouse/contracts';
import { createImportHandlers } from '../../server/src/imports/index.ts';
import type { TestHouse } from './house.ts';
import type { PersonName } from './people.ts';

const refusedRow = 'name,sku,unit_price\r\nUnreleased lantern,SECRET-9,no price\r\n';

/** @returns an import of somebody's, a dry run that waits. */
export function addImport(house: TestHouse, as: PersonName): Promise<Import> {
  const file = new File([refusedRow], 'of-somebody.csv');
  return house.as(as).imports.create({ body: { kind: 'products', dry_run: true }, file });
}

/** @returns the same, done: its one row was refused. */
export async function addRefusingImport(house: TestHouse, as: PersonName): Promise<Import> {
  const { id } = await addImport(house, as);
  return doImport(house, as, id);
}

/** @returns one whose product is there, with a picture that is still to be fetched. */
export async function addPicturedImport(house: TestHouse, as: PersonName): Promise<Import> {
  const row = `Lantern,PICTURED-${as},3.39,https://pictures.example.com/lantern.jpg`;
  const file = new File([`name,sku,unit_price,image_urls\r\n${row}\r\n`], 'pictured.csv');
  const { id } = await house.as(as).imports.create({ body: { kind: 'products' }, file });
  return doImport(house, as, id);
}

async function doImport(house: TestHouse, as: PersonName, id: string): Promise<Import> {
  const { runtime, queue, files } = house;
  const payload = { store_id: house.people[as].storeId, import_id: id };
  const job = { task: 'import.run', key: id, payload, attempt: 1, attempts_max: 1 };
  await createImportHandlers({ runtime, queue, files })['import.run']?.(job);
  return house.as(as).imports.get({ params: { id } });
}
