import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { ExportFormat } from '@orderhouse/contracts';
import {
  type ExportSource,
  encodeExport,
  exportOrders,
  exportProducts,
  exportStoreList,
  type StoreExport,
} from '../exports/index.ts';
import type { Caller } from '../platform/caller.ts';
import { createFileLinks } from '../platform/files/file-links.ts';
import type { Runtime } from '../platform/runtime.ts';
import { encryptionKey } from '../platform/secrets.ts';
import { keepHeapSmall } from '../platform/small-heap.ts';
import { createFindStore } from '../stores/index.ts';
import { withHouse } from './with-house.ts';

interface ExportOptions {
  format: ExportFormat;
  bom?: boolean;
  output?: string;
  store?: string;
}

const tell_every_ms = 2_000;

/** The source, saying on standard error how many have been read. */
function told<Item>(source: ExportSource<Item>): ExportSource<Item> {
  async function* pages() {
    let count = 0;
    let told_at = performance.now();
    for await (const page of source.pages) {
      count += page.length;
      if (performance.now() - told_at > tell_every_ms) {
        told_at = performance.now();
        process.stderr.write(`${source.name}: ${count}\n`);
      }
      yield page;
    }
    process.stderr.write(`${source.name}: ${count} exported\n`);
  }
  return { ...source, pages: pages() };
}

/** Under its own name a file is whole: until then it is written beside, and taken away when that fails. */
async function writeWhole(stream: NodeJS.ReadableStream, output: string): Promise<void> {
  const unfinished = `${output}.${process.pid}.partial`;
  try {
    await pipeline(stream, createWriteStream(unfinished, { flags: 'wx' }));
    await rename(unfinished, output);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function write<Item>(
  { format, bom, output, store }: ExportOptions,
  open: (runtime: Runtime, caller: Caller, fileLinks: ReturnType<typeof createFileLinks>) => ExportSource<Item>,
): Promise<void> {
  keepHeapSmall();
  await withHouse(async ({ house: { runtime }, config }) => {
    const storeId = await createFindStore(runtime)(store);
    const caller: Caller = { storeId, actorId: null, role: 'admin', sessionId: null };
    const sealingKey = await encryptionKey(config.data_dir, config.encryption_key);
    const fileLinks = createFileLinks({ sealingKey, publicUrl: config.public_url });
    const source = told(open(runtime, caller, fileLinks));
    const { stream } = encodeExport(source, { format, bom }, runtime.clock.now());
    if (output !== undefined) await writeWhole(stream, output);
    else await pipeline(stream, process.stdout, { end: false });
  });
}

/** `orderhouse export products` */
export const exportProductsToFile = (options: ExportOptions): Promise<void> =>
  write(options, (runtime, caller, fileLinks) => exportProducts({ runtime, fileLinks }, caller, {}));

/** `orderhouse export orders` */
export const exportOrdersToFile = (options: ExportOptions): Promise<void> =>
  write(options, (runtime, caller) => exportOrders(runtime, caller, {}));

/** `orderhouse export stock`, and the other lists with a row for each of their rows. */
export const exportListToFile = (name: StoreExport, options: ExportOptions): Promise<void> =>
  write(options, (runtime, caller) => exportStoreList(runtime, caller, name));
