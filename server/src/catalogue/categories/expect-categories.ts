import type { Connection } from '../../platform/database/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { readKnownCategories } from './statements.ts';

/** @throws DomainError `category_not_found` at each id that is no category of the store. */
export async function expectCategories(connection: Connection, ids: readonly string[]): Promise<void> {
  const known = await readKnownCategories(connection, ids);
  const errors = ids.flatMap((id, index) => {
    if (known.includes(id.toLowerCase())) return [];
    const detail = 'is no category of this store';
    return [{ pointer: `/category_ids/${index}`, code: 'category_not_found', detail }];
  });
  if (errors.length > 0) throw new DomainError('category_not_found', { errors });
}
