import { expect, test } from 'vitest';
import { BrokenOff, collect } from './save-download.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const download = (body: ReadableStream<Uint8Array>) => ({ body, contentType: 'text/csv' });

test('a download is kept whole, with its type, and told of', async () => {
  const told: number[] = [];
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytesOf('number,total\n'));
      controller.enqueue(bytesOf('1,339\n'));
      controller.close();
    },
  });
  const file = await collect(download(body), (bytes) => told.push(bytes));
  expect(await file.text()).toBe('number,total\n1,339\n');
  expect(file.type).toBe('text/csv');
  expect(told[0]).toBe(13);
});

test('one of many pieces is put together in order', async () => {
  const sizes = [3_000_000, 3_000_000, 3_000_000];
  let next = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const size = sizes[next];
      if (size === undefined) return controller.close();
      controller.enqueue(new Uint8Array(size).fill(next));
      next += 1;
    },
  });
  const kept = new Uint8Array(await (await collect(download(body), () => undefined)).arrayBuffer());
  expect(kept).toHaveLength(9_000_000);
  expect([kept[0], kept[3_000_000], kept[8_999_999]]).toEqual([0, 1, 2]);
});

test('one that breaks off is not taken for the whole', async () => {
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(bytesOf('number'));
      controller.error(new TypeError('network error'));
    },
  });
  await expect(collect(download(body), () => undefined)).rejects.toBeInstanceOf(BrokenOff);
});

test('one that is stopped says so', async () => {
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.error(new DOMException('stopped', 'AbortError'));
    },
  });
  await expect(collect(download(body), () => undefined)).rejects.toMatchObject({ name: 'AbortError' });
});
