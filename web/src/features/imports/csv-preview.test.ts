import { expect, test } from 'vitest';
import { guessDelimiter, previewOf, readRecords } from './csv-preview.ts';

const cellsOf = (text: string, delimiter = ',', isWhole = true) =>
  readRecords(text, delimiter, isWhole).records.map(({ cells }) => cells);

test('cells may be quoted, with quotes doubled and breaks and delimiters within', () => {
  expect(cellsOf('a,"b ""x"", y","line 1\r\nline 2"\r\nd,,')).toEqual([
    ['a', 'b "x", y', 'line 1\r\nline 2'],
    ['d', '', ''],
  ]);
});

test('each record knows the line that it begins on', () => {
  const { records } = readRecords('h\n"1\n2"\n\nend\n', ',', true);
  expect(records.map(({ line_number }) => line_number)).toEqual([1, 2, 5]);
});

test('what is cut off at the end is left out, unless the text is whole', () => {
  expect(cellsOf('a,b\n1,2\n3', ',', false)).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
  expect(cellsOf('a,b\n1,2\n3', ',', true)).toHaveLength(3);
});

test('rows without any text are left out', () => {
  expect(cellsOf('a;b\n;\n \n1;2', ';')).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
});

test('a quote that never closes is told', () => {
  expect(readRecords('a,"b\nc,d', ',', true)).toMatchObject({ isQuoteOpen: true });
});

test.each([
  ['name,sku', 'comma'],
  ['name;sku;"a,b,c,d"', 'semicolon'],
  ['name\tsku', 'tab'],
  ['name', null],
])('the first line shows what parts the columns: %j', (line, delimiter) => {
  expect(guessDelimiter(`${line}\nx`)).toBe(delimiter);
});

test('a preview has the header and so many rows', () => {
  const { header, rows } = previewOf(' name , sku\nLantern,1\nStar,2\nBowl,3\n', 'comma', true, 2);
  expect(header).toEqual(['name', 'sku']);
  expect(rows.map(({ cells }) => cells[0])).toEqual(['Lantern', 'Star']);
});
