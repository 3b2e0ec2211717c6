import { guardedCell } from '../platform/spreadsheet-cell.ts';
import type { Cell } from './export-source.ts';

// What XML cannot hold, and what looks as if it stood for such a character (ECMA-376, 22.9.2.19, ST_Xstring).
const unwritable = /(?![\t\n])[\p{Cc}\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)/gu;
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(unwritable, (one) => `_x${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replaceAll(/[&<>]/g, (one) => entities[one] ?? one);
}

/** A, B, … Z, AA: the name of a column, counted from 0. */
function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

/** More than that is no workbook any more for those who made the format. */
const cell_length_max = 32_767;
const half = /[\ud800-\udbff]$/;
const fitting = (text: string) =>
  text.length > cell_length_max ? `${text.slice(0, cell_length_max - 1).replace(half, '')}…` : text;

// What a spreadsheet keeps of a number: it calculates with doubles.
const digits_max = 15;

function amountXml(amount: string, place: string): string {
  if (amount.length > digits_max) return textXml(amount, place);
  const decimals = amount.split('.')[1]?.length ?? 0;
  return `<c r="${place}" s="${decimals}"><v>${amount}</v></c>`;
}

function textXml(text: string, place: string): string {
  const whole = fitting(guardedCell(text));
  return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(whole)}</t></is></c>`;
}

function cellXml(cell: Cell, place: string): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
  return typeof cell === 'object' ? amountXml(cell.amount, place) : textXml(cell, place);
}

const columns_max = 64;
const columnNames = Array.from({ length: columns_max }, (_, index) => columnName(index));

/**
 * A row of a sheet: text as text, so that a SKU keeps its zeros, and guarded against formulas. Pure.
 *
 * @param number counted from 1. The standard lets it be left out, and some readers do not.
 */
export function rowXml(cells: readonly Cell[], number: number): string {
  return `<row r="${number}">${cells.map((cell, index) => cellXml(cell, `${columnNames[index]}${number}`)).join('')}</row>`;
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packaged = 'http://schemas.openxmlformats.org/package/2006';

export const sheetBegin = `${head}<worksheet xmlns="${main}"><sheetData>`;
export const sheetEnd = '</sheetData></worksheet>';

/** A style for each number of decimals of a currency, from none to four, by that number. */
const styles = `${head}<styleSheet xmlns="${main}"><numFmts count="3"><numFmt numFmtId="164" formatCode="0.0"/><numFmt numFmtId="165" formatCode="0.000"/><numFmt numFmtId="166" formatCode="0.0000"/></numFmts><fonts count="1"><font/></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5">${[0, 164, 2, 165, 166].map((format) => `<xf numFmtId="${format}" xfId="0" applyNumberFormat="1"/>`).join('')}</cellXfs></styleSheet>`;

/** The parts of a workbook beside its sheets, by their paths, with as many sheets as there are. Pure. */
export function workbookParts(name: string, sheets: number): Record<string, string> {
  const numbers = Array.from({ length: sheets }, (_, index) => index + 1);
  const titled = (number: number) => (number === 1 ? name : `${name} ${number}`);
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const overrides = numbers.map(
    (number) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${type}.worksheet+xml"/>`,
  );
  const listed = numbers.map(
    (number) => `<sheet name="${escaped(titled(number))}" sheetId="${number}" r:id="rId${number}"/>`,
  );
  const related = numbers.map(
    (number) => `<Relationship Id="rId${number}" Type="${office}/worksheet" Target="worksheets/sheet${number}.xml"/>`,
  );
  return {
    '[Content_Types].xml': `${head}<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>${overrides.join('')}</Types>`,
    '_rels/.rels': `${head}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${listed.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="${packaged}/relationships">${related.join('')}<Relationship Id="rId${sheets + 1}" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': styles,
  };
}
