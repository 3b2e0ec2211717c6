import { violatedConstraint } from '../platform/database/violated-constraint.ts';
import { skuTaken } from './product.ts';

/** Runs `work`; when the database says that a SKU is another variant's, tells so at the field. @throws DomainError `sku_taken` */
export async function refuseTakenSku<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (violatedConstraint(error) !== 'variants_sku') throw error;
    const detail = error instanceof Error && 'detail' in error ? String(error.detail) : '';
    throw skuTaken(/, (.+)\) already exists/.exec(detail)?.[1] ?? 'It', '/sku');
  }
}
