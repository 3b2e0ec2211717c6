import { listStores } from '../stores/index.ts';
import { printRow, withHouse } from './with-house.ts';

/** `orderhouse store list` */
export async function printStores(): Promise<void> {
  await withHouse(async ({ house }) => {
    for (const store of await listStores(house.runtime)) printRow(store);
  });
}
