/** A row of a file, as it stood: the cells of a CSV file, or one cell that holds a line of JSON. */
export interface Row {
  /** Of the line on which it begins; the file's first line is 1. */
  line_number: number;
  cells: readonly string[];
}

/** What is wrong with a row, or is to be known of it. `column` is the field's name in the file. */
export interface Fault {
  line_number: number;
  column: string | null;
  reason: string;
}

/** A thing that was read from one row or several. `value` is null when there is a fault. */
export interface Reading<T> {
  rows: readonly Row[];
  value: T | null;
  /** Keys of which there is one in a file (`Kind.keysOf`), taken although these rows are refused. */
  claims?: readonly string[];
  faults: readonly Fault[];
  warnings: readonly Fault[];
}
