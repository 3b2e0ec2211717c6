// Serialization failure, and a lock cycle that PostgreSQL broke: https://www.postgresql.org/docs/current/errcodes-appendix.html
const passing = /^(40001|40P01)$/;

/** Whether a transaction failed only because of another one at the same moment: run again, it goes through. */
export function isPassing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && passing.test(String(error.code));
}
