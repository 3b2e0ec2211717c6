/** Something that always holds, as one question to the database. */
export interface Invariant {
  name: string;
  /** The rule, for the person who reads the report. */
  rule: string;
  /** What the rows checked are called. */
  of: string;
  /** SQL that counts the rows looked at. */
  count: string;
  /** SQL that selects the rows at fault, with what identifies them and what is wrong. */
  faults: string;
}
