import { expect, test } from 'vitest';
import { readHead } from './read-head.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const packed = (content: string) =>
  new Response(new Blob([content]).stream().pipeThrough(new CompressionStream('gzip'))).blob();

test('a small file is read whole, packed or not', async () => {
  const plain = await readHead(new Blob(['name,sku\n']));
  const unpacked = await readHead(await packed('name,sku\n'));
  expect([text(plain.bytes), plain.isWhole]).toEqual(['name,sku\n', true]);
  expect([text(unpacked.bytes), unpacked.isWhole]).toEqual(['name,sku\n', true]);
});

test('of a large one the beginning is read, also where the pack is cut off', async () => {
  const rows = Array.from({ length: 40_000 }, (_, row) => `${row},${Math.sin(row)}`).join('\n');
  const unpacked = await readHead(await packed(rows));
  expect(unpacked.isWhole).toBe(false);
  expect(rows.startsWith(text(unpacked.bytes))).toBe(true);
  expect(unpacked.bytes.length).toBeGreaterThan(10_000);
  expect((await readHead(new Blob([rows]))).isWhole).toBe(false);
});
