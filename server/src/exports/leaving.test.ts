import { once } from 'node:events';
import { expect, test } from 'vitest';
import { encodeExport } from './encode-export.ts';

const today = new Date('2026-01-31T00:00:00Z');

test.each(['csv', 'jsonl', 'xlsx'] as const)(
  'who leaves a %s in which nothing has come yet ends the way to the first row',
  async (format) => {
    let pages_read = 0;
    const tenth = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    // As a log of millions in which a reader may see nothing: page after page, none of them the last.
    async function* emptyPages(): AsyncGenerator<readonly object[]> {
      try {
        for (;;) {
          pages_read += 1;
          if (pages_read === 10) tenth.resolve();
          await new Promise((resolve) => setImmediate(resolve));
          yield [];
        }
      } finally {
        ended.resolve();
      }
    }
    const source = { name: 'events', columns: ['position'], pages: emptyPages(), rowsOf: () => [] };
    const { stream } = encodeExport(source, { format }, today);
    stream.resume();
    await tenth.promise;
    stream.destroy();
    await Promise.all([once(stream, 'close'), ended.promise]);
    expect(pages_read).toBeLessThan(20);
  },
);
