import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOf } from './orders/draft.ts';
import { openProducts } from './products/open-products.ts';
import { csvRows } from './reading/csv-rows.ts';
import { textLines } from './reading/json-lines.ts';
import { readPrice } from './reading/price.ts';
import { SeenKeys } from './reading/seen-keys.ts';

describe('an amount', () => {
  test.each([
    ['1299.00', 2, '.', 129900],
    ['3', 2, '.', 300],
    ['3.4', 2, '.', 340],
    ['100', 0, '.', 100],
    ['1.299', 3, '.', 1299],
    ['1.299,00', 2, ',', 129900],
    ['1299,5', 2, ',', 129950],
    ['1.299', 2, ',', 129900],
    ['12.345.678,90', 2, ',', 1234567890],
  ] as const)('%s with %i decimals and %s', (text, digits, mark, minor) => {
    expect(readPrice(text, digits, mark)).toEqual({ minor });
  });

  test.each([
    ['1.299,00', 2, '.'],
    ['1,299.00', 2, '.'],
    ['1,50', 2, '.'],
    ['1.005', 2, '.'],
    ['100.00', 0, '.'],
    ['1.2999', 3, '.'],
    ['12.34,00', 2, ','],
    ['1299.00', 2, ','],
    ['1.29', 2, ','],
    ['-1', 2, '.'],
    ['£1', 2, '.'],
    ['1e3', 2, '.'],
    ['1 299', 2, '.'],
    ['٣', 2, '.'],
    ['', 2, '.'],
    ['.5', 2, '.'],
  ] as const)('%s is none with %i decimals and %s', (text, digits, mark) => {
    expect(readPrice(text, digits, mark)).toHaveProperty('fault');
  });

  test('is told to be one with a comma only where that would read it', () => {
    const advised = ['1.299,00', '1,50', '1,299.00', '£1'].filter((text) => {
      const price = readPrice(text, 2, '.');
      return 'fault' in price && price.fault.includes('say decimal=,');
    });
    expect(advised).toEqual(['1.299,00', '1,50']);
  });

  test('is what it was written from, in each currency', () => {
    const amounts = fc.integer({ min: 0, max: 1_000_000_000 });
    fc.assert(
      fc.property(amounts, fc.constantFrom(0, 2, 3), fc.constantFrom('.', ','), (minor, digits, mark) => {
        const text = String(minor).padStart(digits + 1, '0');
        const whole = text.slice(0, text.length - digits);
        const written = digits === 0 ? whole : `${whole}${mark}${text.slice(text.length - digits)}`;
        expect(readPrice(written, digits, mark)).toEqual({ minor });
      }),
    );
  });
});

test('keys are told apart, and known again with their line', () => {
  const seen = new SeenKeys();
  const lines = new Map<string, number>();
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 1_000_000 }), (key, line) => {
      expect(seen.see(key, line)).toBe(lines.get(key) ?? null);
      if (!lines.has(key)) lines.set(key, line);
    }),
    { numRuns: 10_000 },
  );
});

test.each([
  ['2026-01-31T09:30:00Z', '2026-01-31T09:30:00.000Z'],
  ['2024-02-29 23:30:00+01:00', '2024-02-29T22:30:00.000Z'],
  ['2024-03-01T00:30:00.5+02:00', '2024-02-29T22:30:00.500Z'],
  ['2025-02-29T09:30:00Z', null],
  ['2026-01-31T09:30:00', null],
  ['2026-01-31', null],
  ['2026-01-31T25:00:00Z', null],
])('the time %s is %s', (text, at) => {
  expect(instantOf(text)).toBe(at);
});

/** In pieces of any size, as they come from a disk or a network. */
async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test('rows are the same however the bytes come, and know their lines', async () => {
  const cell = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => !/^\ufeff/.test(text));
  const rows = fc.array(
    fc.tuple(cell, cell).filter((cells) => cells.some((text) => text.trim() !== '')),
    {
      minLength: 1,
      maxLength: 8,
    },
  );
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 7 }), async (written, size) => {
      const text = written.map((cells) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join('\r\n');
      const bytes = Buffer.from(text.toWellFormed());
      const read = await Array.fromAsync(csvRows(inPieces(bytes, size), { delimiter: ',', encoding: 'utf-8' }));
      expect(read.map(({ cells }) => cells)).toEqual(written.map((cells) => cells.map((one) => one.toWellFormed())));
      let line = 1;
      for (const [index, cells] of written.entries()) {
        expect(read[index]?.line_number).toBe(line);
        line += 1 + (cells.join('').match(/\n/g)?.length ?? 0);
      }
    }),
    { numRuns: 200 },
  );
});

test('lines are the same however the bytes come', async () => {
  const bytes = Buffer.from('{"a":"é🏮"}\r\n\n  \n{"b":2}');
  for (const size of [1, 2, 3, 100]) {
    const rows = await Array.fromAsync(textLines(inPieces(bytes, size), 'utf-8'));
    expect(rows).toEqual([
      { line_number: 1, cells: ['{"a":"é🏮"}'] },
      { line_number: 4, cells: ['{"b":2}'] },
    ]);
  }
});

describe('a file', () => {
  const form = {
    ...{ encoding: 'utf-8' as const, delimiter: null, unknown_columns: 'refuse' as const, currency: 'GBP' },
    ...{ minor_digits: 2, decimal: '.' as const, missing_sku: 'refuse' as const, category_from: 'none' as const },
  };
  const open = async (content: string | Buffer, more = {}) => {
    const bytes = Buffer.from(content);
    const file = await openProducts({ bytes_total: bytes.length, open: async () => Readable.from([bytes]) }, 'csv', {
      ...form,
      ...more,
    });
    return { notes: file.notes, readings: await Array.fromAsync(file.readings) };
  };
  const good = 'name,sku,unit_price\nA,S-1,1\n';

  test('is read packed, and that is told', async () => {
    const { notes, readings } = await open(gzipSync(good));
    expect(notes[0]).toBe('the file is packed by gzip');
    expect(readings).toHaveLength(1);
    await expect(open(gzipSync(gzipSync(good)))).rejects.toThrow('packed twice');
    await expect(open(gzipSync(good).subarray(0, 20))).rejects.toThrow('the file cannot be unpacked');
  });

  test('that is empty, or whose columns are parted by what it could be twice, is refused', async () => {
    await expect(open('')).rejects.toThrow('the file is empty');
    await expect(open('\ufeff')).rejects.toThrow('the file is empty');
    await expect(open('name|sku|unit_price\n')).rejects.toThrow('lacks the columns');
    await expect(open(good, { delimiter: 'tab' })).rejects.toThrow('lacks the columns name, sku, unit_price');
  });

  test('is read with tabs, and with quotes around its names', async () => {
    const { notes, readings } = await open('"name"\t"sku"\t"unit_price"\nA\tS-1\t1\n');
    expect(notes.at(-1)).toBe('columns are parted by tab, as the first line shows');
    expect(readings[0]?.value).toMatchObject({ name: 'A', variants: [{ sku: 'S-1', unit_price: 100 }] });
  });

  test('has a product whose rows stand together, and say the same of it', async () => {
    const { readings } = await open(
      'name,description,sku,unit_price\nA,x,S-1,1\n,,S-2,1\nA,y,S-3,1\nB,,S-4,1\nA,x,S-5,1\n',
    );
    expect(readings.map(({ rows }) => rows.length)).toEqual([3, 1, 1]);
    expect(readings[0]?.faults).toEqual([
      { line_number: 4, column: 'description', reason: 'differs from line 2, which begins this product' },
    ]);
  });

  test('has a product of too many rows refused to its end', async () => {
    const rows = Array.from({ length: 5_003 }, (_, n) => `A,S-${n},1\n`).join('');
    const { readings } = await open(`name,sku,unit_price\n${rows}B,B-1,1\n`);
    expect(readings.map(({ rows: { length }, value }) => [length, value?.name])).toEqual([
      [5_000, undefined],
      [3, undefined],
      [1, 'B'],
    ]);
    expect(readings[1]?.faults[0]?.reason).toBe('goes on with the rows above, which are too many');
  });

  test('with fields that are too long, or no text, names them', async () => {
    const { readings } = await open(
      `name,description,sku,unit_price\n${'x'.repeat(301)},a\u0000b,${'S'.repeat(65)},1000000000\n`,
    ).catch((error: Error) => ({ readings: [{ faults: [{ column: null, reason: error.message }] }] }));
    // A byte of 0 at the beginning of a file is what tells that it is no text at all.
    expect(readings[0]?.faults[0]?.reason).toContain('this is no text: byte');
    const long = await open(
      `name,description,sku,unit_price\n${'x'.repeat(301)},a\u0007b,${'S'.repeat(65)},99999999999\n`,
    );
    expect(long.readings[0]?.faults.map(({ column, reason }) => [column, reason.slice(0, 40)])).toEqual([
      ['sku', `“${'S'.repeat(39)}`],
      ['unit_price', '99999999999 is more than can be asked fo'],
      ['name', 'has 301 characters, at most 300 are allo'],
      ['description', 'has the control character U+0007'],
    ]);
  });
});
