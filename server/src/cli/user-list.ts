import { listUsers } from '../accounts/index.ts';
import { createFindStore } from '../stores/index.ts';
import { printRow, withHouse } from './with-house.ts';

const page_max = 100;

/** `orderhouse user list`: all of them, page by page. */
export async function printUsers({ store }: { store?: string }): Promise<void> {
  await withHouse(async ({ house: { runtime } }) => {
    const storeId = await createFindStore(runtime)(store);
    const asAdmin = { storeId, actorId: null, role: 'admin', sessionId: null } as const;
    let cursor: string | undefined;
    do {
      const page = await listUsers(runtime, asAdmin, {
        limit: page_max,
        sort: 'created_at',
        ...(cursor && { cursor }),
      });
      for (const user of page.data) printRow(user);
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
  });
}
