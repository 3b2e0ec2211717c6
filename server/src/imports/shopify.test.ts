import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { textOfHtml } from './products/html-text.ts';
import { openProducts } from './products/open-products.ts';
import type { ShopifyOptions } from './products/shopify-rows.ts';
import type { FileSource } from './reading/open-text.ts';

const plain: ShopifyOptions = { missing_sku: 'refuse', category_from: 'none' };

async function read(name: string, options = plain) {
  const path = join(import.meta.dirname, 'testdata', name);
  const { size: bytes_total } = await stat(path);
  return readSource({ bytes_total, open: async () => createReadStream(path) }, options);
}

async function readSource(source: FileSource, options = plain) {
  const form = {
    ...{ encoding: 'utf-8' as const, delimiter: null, unknown_columns: 'refuse' as const },
    ...{ minor_digits: 2, decimal: '.' as const, currency: 'GBP' },
    ...options,
  };
  const file = await openProducts(source, 'shopify', form);
  const readings = await Array.fromAsync(file.readings);
  const told = (faults: readonly { line_number: number; column: string | null; reason: string }[]) =>
    faults.map(({ line_number, column, reason }) => `${line_number} ${column}: ${reason}`);
  return {
    notes: file.notes,
    drafts: readings.map(({ value }) => value),
    rows: readings.map(({ rows }) => rows.length),
    faults: told(readings.flatMap(({ faults }) => faults)),
    warnings: told(readings.flatMap(({ warnings }) => warnings)),
  };
}

test('an export of the classic form: rows of variants and of pictures, HTML, what is refused', async () => {
  const { drafts, rows, faults, warnings, notes } = await read('shopify-classic.csv');
  expect(rows).toEqual([4, 1, 1]);
  expect(drafts.map((draft) => draft?.name ?? null)).toEqual([null, 'Gift wrap', null]);
  expect(faults).toEqual([
    '5 Variant SKU: is missing; missing_sku=derive makes one of the handle and the options',
    '8 Variant Price: “1.299,00” is no amount such as 1299.00; if a comma is the decimal mark, say decimal=,',
  ]);
  expect(warnings).toContain('4 Variant Inventory Qty: is -3: oversold there; taken as 0');
  expect(notes.at(-1)).toContain('columns that are not read: Tags, Variant Grams');
  // Active, but shown nowhere.
  expect(drafts[1]).toMatchObject({ status: 'draft', variants: [{ sku: 'WRAP', unit_price: 250, options: {} }] });
});

test('SKUs and categories are made when that is said', async () => {
  const { drafts, warnings } = await read('shopify-classic.csv', {
    missing_sku: 'derive',
    category_from: 'product_category',
  });
  expect(drafts[0]).toEqual({
    line_number: 2,
    name: 'Linen shirt',
    description: 'Woven in Prato & worn soft.\n\n• Pure linen\n• 30° wash',
    status: 'active',
    category_paths: ['apparel-accessories/clothing/shirts-tops'],
    pictures: [
      { line_number: 4, column: 'Image Src', url: 'https://cdn.example.com/shirt-1.jpg', alt_text: 'Front' },
      { line_number: 2, column: 'Image Src', url: 'https://cdn.example.com/shirt-2.jpg', alt_text: 'Back' },
      { line_number: 6, column: 'Image Src', url: 'https://cdn.example.com/shirt-3.jpg', alt_text: 'Detail' },
      { line_number: 2, column: 'Variant Image', url: 'https://cdn.example.com/shirt-white.jpg', alt_text: '' },
    ],
    variants: [
      {
        line_number: 2,
        sku: 'SHIRT-S-W',
        title: 'S / White',
        options: { Size: 'S', Colour: 'White' },
        unit_price: 5900,
        stock: 4,
      },
      {
        line_number: 4,
        sku: 'SHIRT-M-W',
        title: 'M / White',
        options: { Size: 'M', Colour: 'White' },
        unit_price: 5900,
        stock: 0,
      },
      {
        line_number: 5,
        sku: 'linen-shirt-m-sand',
        title: 'M / Sand',
        options: { Size: 'M', Colour: 'Sand' },
        unit_price: 6150,
        stock: 0,
      },
    ],
  });
  expect(warnings).toContain('5 Variant SKU: is missing; linen-shirt-m-sand was made of the handle and the options');
  expect(warnings.some((told) => told.startsWith('5 Variant Inventory Policy: goes on selling'))).toBe(true);
});

test('what is unlisted there is a draft, and that is told', async () => {
  const bytes = Buffer.from('Handle,Title,Variant SKU,Variant Price,Status\nmug,Mug,M-1,7.00,Unlisted\n');
  const source = { bytes_total: bytes.length, open: async () => Readable.from([bytes]) };
  const { drafts, warnings } = await readSource(source);
  expect(drafts).toMatchObject([{ name: 'Mug', status: 'draft' }]);
  expect(warnings).toEqual(['2 Status: is unlisted there, seen by whoever has its address; a draft here']);
});

test('an export with the names of 2024', async () => {
  const { drafts, faults } = await read('shopify-2024.csv', { missing_sku: 'refuse', category_from: 'type' });
  expect(faults).toEqual([]);
  expect(drafts).toMatchObject([
    {
      name: 'Walnut board',
      description: 'For bread.\nOil it now and then.',
      status: 'active',
      category_paths: ['boards'],
      pictures: [{ url: 'https://cdn.example.com/board.jpg' }],
      variants: [
        { sku: 'BOARD-1', unit_price: 4800, stock: 9, options: { Size: 'Large' } },
        { sku: 'BOARD-2', unit_price: 3200, stock: 12, options: { Size: 'Small' } },
      ],
    },
  ]);
});

test.each([
  ['<p>A</p><p>B</p>', 'A\n\nB'],
  ['a<br/>b', 'a\nb'],
  ['<script>alert(1)</script>x<style>p{}</style>', 'x'],
  ['<!-- no --> 1 &lt; 2 &amp;lt; &#8364; &#x1F3EE; &unknown;', '1 < 2 &lt; € 🏮 &unknown;'],
  ['caf&eacute;&nbsp;au lait', 'café au lait'],
  ['2 < 3 and 5 > 4', '2 < 3 and 5 > 4'],
  ['<ul><li>one</li><li>two</li></ul>', '• one\n• two'],
  ['&#0;&#xD800;', '\ufffd\ufffd'],
  ['', ''],
])('%j reads %j', (html, text) => {
  expect(textOfHtml(html)).toBe(text);
});
