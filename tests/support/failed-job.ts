import { newId } from '../../server/src/platform/ids.ts';
import { keepFailedJob } from '../../server/src/platform/queue/failed-jobs.ts';
import type { TestHouse } from './house.ts';
import type { PersonName } from './people.ts';

/** Fails a job of the admin's store for good, one that nobody does. @returns its id. */
export async function addFailedJob(house: TestHouse, admin: PersonName = 'admin'): Promise<string> {
  const job = { task: 'nothing.do', key: newId(), payload: { store_id: house.people[admin].storeId } };
  await house.runtime.database.transactAsSystem((connection) => keepFailedJob(connection, job, 3, 'Error: it broke'));
  const { data } = await house.as(admin).jobs.list({ query: { task: job.task, limit: 1 } });
  const [{ id } = { id: '' }] = data;
  return id;
}
