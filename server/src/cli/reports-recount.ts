import { recountSales } from '../reports/index.ts';
import { createFindStore } from '../stores/index.ts';
import { withHouse } from './with-house.ts';

/** `orderhouse reports recount`: the sums of a store, from the beginning of its log. */
export async function recountReports({ store }: { store?: string }): Promise<void> {
  await withHouse(async ({ house: { runtime } }) => {
    await recountSales(runtime, await createFindStore(runtime)(store));
    process.stdout.write('Everything is counted.\n');
  });
}
