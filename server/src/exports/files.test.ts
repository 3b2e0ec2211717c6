import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellsIn, partsOf } from '../../../tests/support/read-xlsx.ts';
import { unguardedCell } from '../platform/spreadsheet-cell.ts';
import { csvRecord } from './csv.ts';
import { encodeExport } from './encode-export.ts';
import type { Cell, ExportSource } from './export-source.ts';
import { majorUnits } from './major-units.ts';
import { writeXlsx } from './xlsx.ts';

const now = new Date('2026-01-31T09:30:00Z');

function sourceOf(rows: readonly (readonly Cell[])[], columns = ['a', 'b']): ExportSource<readonly Cell[]> {
  async function* pages() {
    for (const row of rows) yield [row];
  }
  return { name: 'things', columns, pages: pages(), rowsOf: (row) => [[...row]] };
}

const texts = fc.string({ unit: 'grapheme' }).map((text) => text.toWellFormed());
const awkward = fc.oneof(texts, fc.stringMatching(/^['=+@＝＠",\r\n\t -]{0,6}$/));

test('CSV gives every text back, and no cell is a formula', () => {
  fc.assert(
    fc.property(fc.array(awkward, { minLength: 2, maxLength: 5 }), (cells) => {
      const [read = []] = parse(csvRecord(cells), { relax_column_count: true }) as string[][];
      expect(read.some((cell) => /^[=+\-@\t\r\n＝＋－＠]/.test(cell))).toBe(false);
      expect(read.map(unguardedCell)).toEqual(cells);
    }),
  );
});

test('amounts have exactly the decimals of their currency', () => {
  expect([majorUnits(339, 2), majorUnits(5, 2), majorUnits(0, 2), majorUnits(1299, 0), majorUnits(1, 3)]).toEqual([
    '3.39',
    '0.05',
    '0.00',
    '1299',
    '0.001',
  ]);
});

test('a CSV file has a byte order mark only when asked, a header also when it is empty, and CRLF', async () => {
  const text = async (rows: Cell[][], form: object) =>
    (await buffer(encodeExport(sourceOf(rows), form, now).stream)).toString();
  expect(await text([], {})).toBe('a,b\r\n');
  expect(await text([['ä', 1]], { bom: true })).toBe('\ufeffa,b\r\nä,1\r\n');
  expect(await text([], { format: 'jsonl' })).toBe('');
  expect(encodeExport(sourceOf([]), {}, now)).toMatchObject({
    content_type: 'text/csv; charset=utf-8',
    file_name: 'things-2026-01-31.csv',
  });
});

test('a workbook holds every text as text and every number as a number', async () => {
  const rows: Cell[][] = [
    ['00123', 339],
    ['=1+1', -2],
    [`"quoted" <b>&amp; 😀 é\r\nnext\tline \u0001 _x0041_`, null],
    ['', 1e9],
    [{ amount: '1299.50' }, { amount: '3.009' }],
    [{ amount: '12345678901234.56' }, '🏮'.repeat(20_000)],
  ];
  const parts = await partsOf(await buffer(encodeExport(sourceOf(rows), { format: 'xlsx' }, now).stream));
  expect([...parts.keys()].sort()).toEqual([
    '[Content_Types].xml',
    '_rels/.rels',
    'xl/_rels/workbook.xml.rels',
    'xl/styles.xml',
    'xl/workbook.xml',
    'xl/worksheets/sheet1.xml',
  ]);
  const read = cellsIn(parts.get('xl/worksheets/sheet1.xml') ?? '');
  expect(read).toEqual([
    ['a', 'b'],
    ['00123', 339],
    ["'=1+1", -2],
    [`"quoted" <b>&amp; 😀 é\r\nnext\tline \u0001 _x0041_`],
    [null, 1e9],
    [1299.5, 3.009],
    // More digits than a spreadsheet keeps, and more text than a cell holds.
    ['12345678901234.56', `${'🏮'.repeat(16_383)}…`],
  ]);
  expect(parts.get('xl/worksheets/sheet1.xml')).toContain('<c r="A6" s="2"><v>1299.50</v></c><c r="B6" s="3">');
});

test('a table that is longer than a sheet goes on in the next, under the same header', async () => {
  async function* pages() {
    for (let first = 0; first < 9; first += 3) yield [first, first + 1, first + 2].map((number) => [number]);
  }
  const parts = await partsOf(await buffer(writeXlsx('many', ['n'], pages(), 5)));
  const sheets = [1, 2, 3].map((number) => cellsIn(parts.get(`xl/worksheets/sheet${number}.xml`) ?? ''));
  expect(sheets).toEqual([
    [['n'], [0], [1], [2], [3]],
    [['n'], [4], [5], [6], [7]],
    [['n'], [8]],
  ]);
  expect(parts.get('xl/workbook.xml')).toMatch(/name="many".*name="many 2".*name="many 3"/);
  expect(parts.has('xl/worksheets/sheet4.xml')).toBe(false);
});

test('a table that just fills its sheet has no empty one after it', async () => {
  const parts = await partsOf(await buffer(writeXlsx('full', ['n'], Readable.from([[[1], [2]]]), 3)));
  expect(parts.has('xl/worksheets/sheet2.xml')).toBe(false);
});

test.each(['csv', 'jsonl', 'xlsx'] as const)(
  '%s: a failure reaches the reader, and leaving ends the reading',
  async (format) => {
    let isLeft = false;
    const source = (fails: boolean): ExportSource<string> => {
      async function* pages() {
        try {
          for (let page = 0; page < 50_000; page += 1) {
            if (fails && page === 3) throw new Error('the database is gone');
            yield Array.from({ length: 100 }, () => crypto.randomUUID());
          }
        } finally {
          isLeft = true;
        }
      }
      return { name: 'x', columns: ['a'], pages: pages(), rowsOf: (text) => [[text]] };
    };
    await expect(buffer(encodeExport(source(true), { format }, now).stream)).rejects.toThrow('the database is gone');
    isLeft = false;
    const { stream } = encodeExport(source(false), { format }, now);
    for await (const _ of stream) break;
    await expect.poll(() => isLeft).toBe(true);
  },
);
