import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { startFauxqs } from 'fauxqs';
import type { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, openTestHouse } from '../../../../tests/support/index.ts';
import { keptFiles } from '../../../../tests/support/kept-files.ts';
import type { PersonName } from '../../../../tests/support/people.ts';
import { picture } from '../../../../tests/support/pictures.ts';
import { keep } from '../../../../tests/support/schedule-house.ts';
import { addPicture } from '../../catalogue/pictures/add-picture.ts';
import { removePicture } from '../../catalogue/pictures/remove-picture.ts';
import { createImport } from '../../imports/runs/create-import.ts';
import { importLocalFile } from '../../imports/runs/import-local-file.ts';
import { prunesOf } from '../../prunes.ts';
import { pruneStores } from '../../schedule/prune-stores.ts';
import type { Caller } from '../caller.ts';
import type { Database } from '../database/database.ts';
import { newId } from '../ids.ts';
import type { Files } from './files.ts';
import { claimFile, noteFile } from './keep-file.ts';

/** What becomes of files while processes die, connections break and places fail: in a folder, and in a bucket. */
const fauxqs = await startFauxqs({ port: 0, logger: false, defaultRegion: 'eu-west-1' });
afterAll(() => fauxqs.stop());
fauxqs.createBucket('shop-files');
// Whose they are makes no difference to fauxqs.
Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });

const bucket = { kind: 's3', bucket: 'shop-files', region: 'eu-west-1', force_path_style: true } as const;
const jpeg = await picture('jpeg');
const csv = 'name,sku,unit_price\nLantern,L-1,339\n';
// And a minute.
const days = (count: number) => count * 86_400 + 60;

describe.each([
  ['a folder', { kind: 'folder', folder: null } as const],
  ['a bucket', { ...bucket, endpoint: fauxqs.address }],
])('in %s', async (_name, files_place) => {
  const house = await openTestHouse({ files_place });
  const { runtime, queue, files, storeId } = house;
  const { clock, database } = runtime;
  const told: { err: Error }[] = [];
  const log = {
    warn: (details: { err: Error }) => void told.push(details),
    error: (details: { err: Error }) => void told.push(details),
  } as unknown as ReturnType<typeof pino>;
  const vendor = house.as('vendor');
  const callerOf = (name: PersonName, role: 'vendor' | 'admin'): Caller => {
    return { storeId, actorId: house.people[name].id, role, sessionId: null };
  };
  const caller = callerOf('vendor', 'vendor');
  const prune = () => pruneStores({ runtime, prunes: prunesOf(keep, files, log), log }, () => false);

  /** A round of pruning, so much later. */
  async function pruneAfter(seconds: number): Promise<void> {
    clock.advance(seconds);
    await prune();
    clock.advance(-seconds);
  }

  beforeAll(async () => {
    // The test looks on as the owner; everybody else is held to the policies as ever.
    await ask(house.databaseUrl, 'ALTER TABLE unclaimed_files NO FORCE ROW LEVEL SECURITY');
  });
  const noted = async () => {
    const rows = await ask<{ key: string }>(house.databaseUrl, 'SELECT key FROM unclaimed_files ORDER BY key');
    return rows.map(({ key }) => key);
  };

  async function isThere(key: string): Promise<boolean> {
    const file = await files.read(key);
    file?.stream.resume();
    return file !== null;
  }

  /** The same place, seen by somebody whom something happens to; with the keys that were written. */
  function befalling(happening: Partial<Record<'write' | 'remove', () => Promise<void>>>) {
    const written: string[] = [];
    const seen: Files = {
      ...files,
      async write(key, body, about) {
        const answer = await files.write(key, body, about);
        written.push(key);
        await happening.write?.();
        return answer;
      },
      async remove(keys) {
        await happening.remove?.();
        await files.remove(keys);
      },
    };
    return { files: seen, written };
  }
  const died = new Error('the process died');
  const dies = () => Promise.reject(died);

  /** The same, whose answer to one of its commits is lost. @param number it has, from 1 */
  function losingCommit(number: number): typeof runtime {
    let commits = 0;
    const transact: Database['transact'] = async (...given) => {
      const answer = await database.transact(...given);
      commits += 1;
      if (commits === number) throw new Error('the connection was lost');
      return answer;
    };
    return { ...runtime, database: { ...database, transact } };
  }

  let made = 0;
  const newProduct = () => {
    made += 1;
    return vendor.products.create({ body: { name: 'Lantern', sku: `P-${made}`, unit_price: 339 } });
  };
  const source = { stream: () => Readable.from([jpeg]) };
  const uploaded = {
    bytes: csv.length,
    sha256: '',
    file_name: 'a.csv',
    stream: () => Readable.from([Buffer.from(csv)]),
  };
  type Parts = Parameters<typeof addPicture>[0];

  const upload = (parts: Partial<Parts>, productId: string) =>
    addPicture({ runtime, files, log, ...parts }, caller, productId, { file: source });
  const bring = (parts: Partial<Parts>, vendor_id?: string) =>
    createImport(
      { runtime, files, log, queue, file_bytes_max: 1_000, ...parts },
      callerOf('admin', 'admin'),
      { kind: 'products', ...(vendor_id !== undefined && { vendor_id }) },
      uploaded,
      null,
    );

  test('what is kept is unclaimed no more, and stays', async () => {
    const product = await newProduct();
    const { files: seen, written } = befalling({});
    await upload({ files: seen }, product.id);
    await bring({ files: seen });
    expect(written).toHaveLength(2);
    expect(await noted()).toEqual([]);
    await pruneAfter(days(2));
    expect(await Promise.all(written.map(isThere))).toEqual([true, true]);
  });

  test('what was written by a process that died before the commit is removed after a day', async () => {
    const product = await newProduct();
    const { files: seen, written } = befalling({ write: dies });
    await expect(upload({ files: seen }, product.id)).rejects.toThrow(died);
    await expect(bring({ files: seen })).rejects.toThrow(died);
    const local = { file: import.meta.filename, kind: 'products', format: 'csv', dry_run: true, options: {} } as const;
    await expect(
      importLocalFile({ runtime, queue, files: seen }, { ...local, storeId, vendorId: null }),
    ).rejects.toThrow(died);
    expect(written).toHaveLength(3);
    expect(await noted()).toEqual(written.toSorted());
    await pruneAfter(days(0.9));
    expect(await Promise.all(written.map(isThere))).toEqual([true, true, true]);
    await pruneAfter(days(1));
    expect(await Promise.all(written.map(isThere))).toEqual([false, false, false]);
    expect(await noted()).toEqual([]);
  });

  test('what was noted and never written is forgotten', async () => {
    await noteFile(runtime, storeId, `imports/${newId()}.bin`);
    await pruneAfter(days(1));
    expect(await noted()).toEqual([]);
  });

  test('what may have been committed, though nobody was told, stays where it was', async () => {
    const product = await newProduct();
    const { files: seen, written } = befalling({});
    // Before it the product is looked at, and the file noted.
    await expect(upload({ files: seen, runtime: losingCommit(3) }, product.id)).rejects.toThrow(
      'the connection was lost',
    );
    await expect(bring({ files: seen, runtime: losingCommit(2) })).rejects.toThrow('the connection was lost');
    await pruneAfter(days(2));
    expect(written).toHaveLength(2);
    expect(await Promise.all(written.map(isThere))).toEqual([true, true]);
    expect((await vendor.products.get({ params: { id: product.id } })).images).toHaveLength(1);
  });

  test('a refusal is told though the file cannot be removed, which is done later', async () => {
    const product = await newProduct();
    told.length = 0;
    const { files: seen, written } = befalling({
      write: () => vendor.products.remove({ params: { id: product.id } }),
      remove: dies,
    });
    await expect(upload({ files: seen }, product.id)).rejects.toMatchObject({ code: 'not_found' });
    const { files: failing, written: another } = befalling({ remove: dies });
    await expect(bring({ files: failing }, newId())).rejects.toMatchObject({ code: 'vendor_not_found' });
    expect(told.map(({ err }) => err)).toEqual([died, died]);
    const keys = [...written, ...another];
    expect(await Promise.all(keys.map(isThere))).toEqual([true, true]);
    await pruneAfter(days(1));
    expect(await Promise.all(keys.map(isThere))).toEqual([false, false]);
    // Where it can be, nothing stays, nor its note.
    const { files: whole, written: refused } = befalling({});
    await expect(bring({ files: whole }, newId())).rejects.toMatchObject({ code: 'vendor_not_found' });
    expect(await Promise.all(refused.map(isThere))).toEqual([false]);
    expect(await noted()).toEqual([]);
  });

  test('what a process that died after the commit was about to remove goes after a day', async () => {
    const product = await newProduct();
    const { files: seen, written } = befalling({ remove: dies });
    const { body: image } = await upload({ files: seen }, product.id);
    await removePicture({ runtime, files: seen, log }, caller, { id: product.id, image_id: image.id });
    expect((await vendor.products.get({ params: { id: product.id } })).images).toEqual([]);
    expect(await Promise.all(written.map(isThere))).toEqual([true]);
    expect(await noted()).toHaveLength(4);
    await pruneAfter(days(1));
    expect(await Promise.all(written.map(isThere))).toEqual([false]);
    expect(await noted()).toEqual([]);
  });

  test('the file of an import goes with it', async () => {
    const { files: seen, written } = befalling({});
    const { body } = await bring({ files: seen });
    await house.as('admin').imports.cancel({ params: { id: body.id } });
    await pruneAfter(days(29));
    expect(await Promise.all(written.map(isThere))).toEqual([true]);
    await pruneAfter(days(30));
    // What was given up in a round may wait for the next.
    await pruneAfter(days(30));
    expect(await Promise.all(written.map(isThere))).toEqual([false]);
    expect(await noted()).toEqual([]);
  });

  test('what this database does not know is never touched', async () => {
    const foreign = [`pictures/${newId()}-card.webp`, `imports/${newId()}.bin`];
    await files.write(foreign[0] ?? '', jpeg, { content_type: 'image/webp' });
    await files.write(foreign[1] ?? '', jpeg, { content_type: 'application/octet-stream' });
    await noteFile(runtime, storeId, `pictures/${newId()}.jpg`);
    await pruneAfter(days(400));
    expect(await noted()).toEqual([]);
    expect(await Promise.all(foreign.map(isThere))).toEqual([true, true]);
  });

  test('a file that was removed because its upload took too long is not claimed', async () => {
    const key = `imports/${newId()}.bin`;
    await noteFile(runtime, storeId, key);
    await pruneAfter(days(1));
    const claim = database.transact(caller, (connection) => claimFile(connection, caller, key));
    await expect(claim).rejects.toThrow(`the file ${key} was removed before its row was written`);
  });
});

test('one that cannot be removed holds up no other, is told, and is tried again', async () => {
  const house = await openTestHouse();
  const { runtime, files, storeId } = house;
  await ask(house.databaseUrl, 'ALTER TABLE unclaimed_files NO FORCE ROW LEVEL SECURITY');
  const noted = () => ask(house.databaseUrl, 'SELECT key FROM unclaimed_files');
  const [stuck, other] = [`imports/${newId()}.bin`, `imports/${newId()}.bin`];
  await noteFile(runtime, storeId, stuck);
  runtime.clock.advance(1);
  await noteFile(runtime, storeId, other);
  await files.write(other, Buffer.from(csv), { content_type: 'application/octet-stream' });
  // A folder stands where the file should be.
  const path = files.pathOf(stuck) ?? '';
  await mkdir(path, { recursive: true });
  await writeFile(join(dirname(path), '.DS_Store'), 'x');
  const told: { err: Error }[] = [];
  const log = { error: (details: { err: Error }) => void told.push(details) } as unknown as ReturnType<typeof pino>;
  const prune = () => pruneStores({ runtime, prunes: prunesOf(keep, files, log), log }, () => false);
  runtime.clock.advance(days(1));
  await prune();
  expect(await keptFiles(files, 'imports')).toEqual(['.DS_Store']);
  expect(await noted()).toEqual([{ key: stuck }]);
  expect(told.map(({ err }) => err.message)).toEqual([expect.stringContaining(`${stuck} was not removed: `)]);
  await prune();
  expect(told).toHaveLength(1);
  runtime.clock.advance(days(1));
  await prune();
  expect(told).toHaveLength(2);
  await rmdir(path);
  runtime.clock.advance(days(1));
  await prune();
  expect(told).toHaveLength(2);
  expect(await noted()).toEqual([]);
  await rm(join(dirname(path), '.DS_Store'));
});
