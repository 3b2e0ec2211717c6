/**
 * What a spreadsheet takes for a formula, with what was guarded before. Tabs and line breaks count: they are dropped when
 * the cell is read, and what comes after them begins it; and full-width signs, which some locales read as the usual ones
 * (OWASP, CSV Injection).
 */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;
const guarded = /^'+[=+\-@\t\r\n＝＋－＠]/;

/**
 * A text as a cell of CSV or XLSX may hold it: one that would be read as a formula gets an apostrophe in front, and so
 * does one that looks as if it had got it already, so that `unguardedCell` gives every text back. Not for numbers.
 */
export function guardedCell(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

/** The text that `guardedCell` was given; a cell that it never touched stays as it is. */
export function unguardedCell(cell: string): string {
  return guarded.test(cell) ? cell.slice(1) : cell;
}
