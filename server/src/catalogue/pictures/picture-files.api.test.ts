import { Readable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { openPictureHouse } from '../../../../tests/support/picture-house.ts';
import { pruneFiles } from '../../platform/files/prune-files.ts';
import { runDoctor } from '../../system/index.ts';
import { createPictureHandlers } from '../index.ts';
import { originalKey } from './stored-image.ts';

const { house, files, vendor, newProduct, add, readFile, keptKeys, doJobs } = await openPictureHouse();
const day_seconds = 86_400;
const prune = () =>
  house.runtime.database.transact({ storeId: house.storeId, actorId: null, role: 'house' }, (connection) =>
    pruneFiles(
      { files, log: pino({ level: 'silent' }) },
      connection,
      new Date(house.runtime.clock.now().getTime() - day_seconds * 1_000),
      1_000,
    ),
  );

describe('the job', () => {
  test('fails, and can be seen, when its file is gone', async () => {
    const product = await newProduct();
    const image = await add(product.id);
    await files.remove([originalKey(image.id, 'jpg')]);
    await expect(doJobs()).rejects.toThrow(`the file of the picture ${image.id} is gone`);
    await vendor.products.removeImage({ params: { id: product.id, image_id: image.id } });
    await doJobs();
  });

  /** A picture that is taken off while its job reads it. */
  async function takenOffMeanwhile() {
    const product = await newProduct();
    const image = await add(product.id);
    const read = files.read.bind(files);
    const content = await readFile(originalKey(image.id, 'jpg'));
    const slow: typeof files.read = async (key) => {
      if (!key.includes(image.id)) return read(key);
      await vendor.products.removeImage({ params: { id: product.id, image_id: image.id } });
      return { stream: Readable.from([content]), bytes_total: 1, content_type: 'image/jpeg', etag: '""' };
    };
    const work = async (parts: Partial<typeof files>) => {
      const handlers = createPictureHandlers({ runtime: house.runtime, files: { ...files, ...parts } });
      const payload = { store_id: house.storeId, product_id: product.id, image_id: image.id };
      await handlers['picture.make_sizes']?.({ task: '', key: '', payload, attempt: 1, attempts_max: 1 });
    };
    return { image, keys: async () => (await keptKeys()).filter((key) => key.includes(image.id)), work, read: slow };
  }

  test('leaves nothing of a picture that is taken off meanwhile', async () => {
    const { keys, work, read } = await takenOffMeanwhile();
    await work({ read });
    expect(await keys()).toEqual([]);
  });

  test('that dies with what it wrote of such a picture leaves it for a day', async () => {
    const { keys, work, read } = await takenOffMeanwhile();
    const dying = { read, remove: () => Promise.reject(new Error('the worker died')) };
    await expect(work(dying)).rejects.toThrow('the worker died');
    expect(await keys()).toHaveLength(3);
    await prune();
    expect(await keys()).toHaveLength(3);
    house.runtime.clock.advance(day_seconds + 60);
    await prune();
    house.runtime.clock.advance(-day_seconds - 60);
    expect(await keys()).toEqual([]);
  });
});

describe('what is left behind', () => {
  test('of a deleted product is removed after a day, and nothing else', async () => {
    const [kept, deleted] = [await newProduct(), await newProduct()];
    const [image, gone] = [await add(kept.id), await add(deleted.id)];
    await doJobs();
    await vendor.products.remove({ params: { id: deleted.id } });
    const before = await keptKeys();
    expect(before.filter((key) => key.includes(gone.id))).toHaveLength(4);
    await prune();
    expect(await keptKeys()).toEqual(before);
    house.runtime.clock.advance(day_seconds + 60);
    await prune();
    house.runtime.clock.advance(-day_seconds - 60);
    const after = await keptKeys();
    expect(after.filter((key) => key.includes(image.id))).toHaveLength(4);
    expect(after.filter((key) => key.includes(gone.id))).toEqual([]);
  });

  test('as a row without its files is told by the doctor', async () => {
    const product = await newProduct();
    const image = await add(product.id);
    const missing = async () => {
      const { findings } = await runDoctor(house.runtime, files);
      return findings.flatMap(({ faults }) => faults).filter(({ image_id }) => image_id === image.id);
    };
    expect(await missing()).toEqual([]);
    await files.remove([originalKey(image.id, 'jpg')]);
    expect(await missing()).toMatchObject([{ missing: originalKey(image.id, 'jpg') }]);
    await vendor.products.removeImage({ params: { id: product.id, image_id: image.id } });
  });
});
