import type { Files } from '../../platform/files/files.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { catalogueInvariants } from './catalogue-invariants.ts';
import { eventInvariants } from './event-invariants.ts';
import { houseInvariants } from './house-invariants.ts';
import { importInvariants } from './import-invariants.ts';
import { orderInvariants } from './order-invariants.ts';
import { findMissingFiles } from './picture-files.ts';
import { salesInvariants } from './sales-invariants.ts';
import { searchInvariants } from './search-invariants.ts';
import { findFaults } from './statements.ts';
import { stockInvariants } from './stock-invariants.ts';

/** Rows at fault that are told of, for each invariant. */
export const faults_told_max = 20;

/** What became of one invariant. */
export interface Finding {
  name: string;
  rule: string;
  /** What was looked at, and how many. */
  of: string;
  checked: number;
  faults: Record<string, unknown>[];
  /** There are more rows at fault than are told of. */
  more: boolean;
}

export interface Report {
  /** Every invariant holds. */
  ok: boolean;
  findings: Finding[];
}

export const invariants = [
  ...stockInvariants,
  ...catalogueInvariants,
  ...orderInvariants,
  ...eventInvariants,
  ...houseInvariants,
  ...importInvariants,
  ...searchInvariants,
  ...salesInvariants,
];

/**
 * Asks every invariant of the live database, of all stores, in one snapshot. Changes nothing.
 * @param files where they are to be looked for too.
 */
export async function runDoctor(runtime: Runtime, files: Pick<Files, 'read'> | null = null): Promise<Report> {
  const findings = await runtime.database.inspect(async (connection) => {
    const found: Finding[] = [];
    for (const invariant of invariants) {
      const { checked, faults } = await findFaults(connection, invariant, faults_told_max + 1);
      const { name, rule, of } = invariant;
      found.push({
        name,
        rule,
        of,
        checked,
        faults: faults.slice(0, faults_told_max),
        more: faults.length > faults_told_max,
      });
    }
    return found;
  });
  if (files) findings.push(await findMissingFiles(runtime, files, faults_told_max));
  return { ok: findings.every(({ faults }) => faults.length === 0), findings };
}
