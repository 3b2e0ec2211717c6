import { limits } from '@orderhouse/contracts';
import { unguardedCell } from '../../platform/spreadsheet-cell.ts';
import { type TextLimits, textFault } from './check-text.ts';
import type { Places } from './header.ts';
import { type DecimalMark, readPrice } from './price.ts';
import type { Fault, Row } from './row.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const wholeNumber = /^[+-]?\d{1,15}$/;
const email = /^[^\s@]+@[^\s@]+$/;
const shown_max = 40;

/** How money is written. */
export interface MoneyForm {
  minor_digits: number;
  decimal: DecimalMark;
}

/** Reads the cells of a row by the names of their columns, and keeps what is wrong with them. */
export class RowReader<Name extends string> {
  readonly faults: Fault[] = [];
  readonly warnings: Fault[] = [];
  readonly line_number: number;
  readonly #places: Places<Name>;
  readonly #cells: readonly string[];

  constructor(places: Places<Name>, row: Row) {
    this.#places = places;
    this.#cells = row.cells;
    this.line_number = row.line_number;
  }

  has(name: Name): boolean {
    return this.#places.has(name);
  }

  title(name: Name): string {
    return this.#places.get(name)?.title ?? name;
  }

  refuse(name: Name | null, reason: string): undefined {
    this.faults.push({ line_number: this.line_number, column: name && this.title(name), reason });
    return undefined;
  }

  warn(name: Name, reason: string): void {
    this.warnings.push({ line_number: this.line_number, column: this.title(name), reason });
  }

  /** The cell as it was meant: without the apostrophe that guards against formulas. Empty where there is none. */
  raw(name: Name): string {
    return unguardedCell(this.#cells[this.#places.get(name)?.index ?? -1] ?? '');
  }

  /** The same without blanks around it. */
  word(name: Name): string {
    return this.raw(name).trim();
  }

  text(name: Name, textLimits: TextLimits): string | undefined {
    if (!this.has(name)) return undefined;
    const text = this.raw(name);
    const fault = textFault(text, textLimits);
    return fault === null ? text : this.refuse(name, fault);
  }

  /** Absent where the cell is empty. */
  count(name: Name, { from = 0, to = limits.stock_max }: { from?: number; to?: number } = {}): number | undefined {
    const text = this.word(name);
    if (text === '') return undefined;
    if (!wholeNumber.test(text)) return this.refuse(name, `“${text.slice(0, shown_max)}” is no whole number`);
    const count = Number(text);
    if (count < from || count > to) return this.refuse(name, `${text} is not from ${from} to ${to}`);
    return count;
  }

  /** In minor units. Absent where the cell is empty. */
  price(
    name: Name,
    { minor_digits, decimal }: MoneyForm,
    minor_max: number = limits.unit_price_max,
  ): number | undefined {
    const text = this.word(name);
    if (text === '') return undefined;
    const price = readPrice(text, minor_digits, decimal);
    if ('fault' in price) return this.refuse(name, price.fault);
    if (price.minor > minor_max) return this.refuse(name, `${text} is more than can be asked for`);
    return price.minor;
  }

  oneOf<T extends string>(name: Name, words: readonly T[]): T | undefined {
    const text = this.word(name).toLowerCase();
    if (text === '') return undefined;
    const found = words.find((word) => word === text);
    return found ?? this.refuse(name, `“${text.slice(0, shown_max)}” is none of ${words.join(', ')}`);
  }

  id(name: Name): string | undefined {
    const text = this.word(name);
    if (text === '') return undefined;
    return uuid.test(text) ? text.toLowerCase() : this.refuse(name, `“${text.slice(0, shown_max)}” is no id`);
  }

  email(name: Name): string | undefined {
    const text = this.word(name);
    if (text === '') return undefined;
    return email.test(text) && text.length <= 254 ? text : this.refuse(name, 'is no e-mail address');
  }
}
