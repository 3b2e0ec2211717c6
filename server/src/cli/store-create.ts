import { createStore } from '../stores/index.ts';
import { printRow, withHouse } from './with-house.ts';

interface StoreCreateOptions {
  slug: string;
  name: string;
  currency: string;
  timeZone: string;
  locale: string;
}

/** `orderhouse store create` */
export async function createStoreFromOptions({ timeZone, ...input }: StoreCreateOptions): Promise<void> {
  await withHouse(async ({ house }) => printRow(await createStore(house.runtime, { ...input, time_zone: timeZone })));
}
