import type { Category } from '@orderhouse/contracts';
import type { Connection } from '../../platform/database/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { type CategoryRow, readCategories } from './statements.ts';
import { inTreeOrder } from './tree.ts';

/** The category among all of its store. @throws DomainError `not_found` */
export function findCategory(rows: readonly CategoryRow[], id: string): CategoryRow {
  const row = rows.find((one) => one.id === id.toLowerCase());
  if (!row) throw new DomainError('not_found');
  return row;
}

/** @throws DomainError `not_found` */
export async function loadCategory(connection: Connection, id: string): Promise<Category> {
  const rows = inTreeOrder(await readCategories(connection));
  const row = rows.find((one) => one.id === id.toLowerCase());
  if (!row) throw new DomainError('not_found');
  return row;
}
