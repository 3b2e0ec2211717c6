import { expect, test } from 'vitest';
import { decode, foreignFile, guessFile, judgeHeader } from './guess-file.ts';

const bytes = (...some: number[]) => new Uint8Array(some);

test('what is no text is told by name', () => {
  expect(foreignFile(bytes())).toMatch(/empty/);
  expect(foreignFile(bytes(0x50, 0x4b, 0x03, 0x04, 0))).toMatch(/workbook/);
  expect(foreignFile(bytes(0x25, 0x50, 0x44, 0x46))).toMatch(/PDF/);
  expect(foreignFile(bytes(0x41, 0, 0x42))).toMatch(/no text/);
  expect(foreignFile(new TextEncoder().encode('name,sku'))).toBeNull();
});

test('bytes are read as UTF-8, also when cut within a character, else as Windows writes them', () => {
  expect(decode(new TextEncoder().encode('Café').subarray(0, 4))).toEqual({ text: 'Caf', encoding: 'utf-8' });
  expect(decode(bytes(0x43, 0xe9, 0x2c))).toEqual({ text: 'Cé,', encoding: 'windows-1252' });
  expect(decode(bytes(0x43, 0xe9, 0x2c), 'utf-8').encoding).toBe('utf-8');
});

test.each([
  ['name,sku,unit_price\n', 'a.csv', 'products', 'csv', true],
  ['Handle;Title;Variant SKU;Variant Price\n', 'a.csv', 'products', 'shopify', true],
  ['Title,URL handle,SKU,Price\n', 'a.csv', 'products', 'shopify', true],
  ['reference,placed_at,sku,unit_price,quantity\n', 'a.csv', 'orders', 'csv', true],
  ['InvoiceNo,StockCode,Description\n', 'a.csv', 'orders', 'online-retail', true],
  ['{"name":"Lantern","variants":[]}\n', 'a.txt', 'products', 'jsonl', true],
  ['{"reference":"7","lines":[]}\n', 'a.jsonl.gz', 'orders', 'jsonl', true],
  ['title,article\n', 'a.csv', 'products', 'csv', false],
])('%j in %s is %s as %s', (text, name, kind, format, isSure) => {
  expect(guessFile(text, name)).toMatchObject({ kind, format, isSure });
});

test('columns that are missing, and that nobody knows, are named', () => {
  expect(judgeHeader('products', ['Name', 'colour', 'sku', ''])).toEqual({
    missing: ['unit_price'],
    unknown: ['colour'],
  });
  expect(judgeHeader('products', ['refused_line', 'name', 'sku', 'unit_price'])).toEqual({ missing: [], unknown: [] });
});
