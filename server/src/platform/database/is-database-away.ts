// Classes 08 (connection) and 57P (operator intervention), a statement or a wait for a lock past its time, a transaction
// that stood idle, and "too many connections": https://www.postgresql.org/docs/current/errcodes-appendix.html
const awayStates = /^(08...|57P0[123]|57014|55P03|25P03|53300)$/;
const awayCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH']);
const awayMessages =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|cannot use a pool after/i;

/** Whether an error says that the database cannot be reached now; trying again shortly is worth it. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return awayStates.test(code) || awayCodes.has(code) || awayMessages.test(error.message);
}
