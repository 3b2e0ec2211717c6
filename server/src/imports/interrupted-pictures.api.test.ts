import { describe, expect, test } from 'vitest';
import { keptFiles } from '../../../tests/support/kept-files.ts';
import { jpeg, openPictureImportHouse, past, widths } from '../../../tests/support/picture-import-house.ts';
import { type NewJob, NotYet } from '../platform/queue/job-queue.ts';
import { requeuePictures } from './runs/requeue-lost.ts';

const {
  house,
  admin,
  at,
  serve,
  asked,
  fetchingOn,
  ours,
  fetchOf,
  work,
  reload,
  bring,
  productOf,
  widthsOf,
  told,
  productWith,
} = await openPictureImportHouse();
const { runtime, files, people } = house;

describe('what changes meanwhile', () => {
  test('an import that is old is kept while pictures of it are to come', async () => {
    serve(widths);
    const { text } = productWith('/11.jpg');
    const { id } = await bring(text);
    const later = async (days: number) => {
      runtime.clock.advance(days * 86_400);
      house.forgetTokens();
      await admin.background.trigger();
    };
    await later(31);
    expect(await reload(id)).toMatchObject({ status: 'finished' });
    await fetchOf('admin');
    await later(0);
    await expect(reload(id)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a product that is deleted gets none, and nobody is asked', async () => {
    serve(widths);
    const { text, sku } = productWith('/11.jpg');
    const { id } = await bring(text);
    await admin.products.remove({ params: { id: (await productOf(sku)).id } });
    await fetchOf('admin');
    expect(asked()).toEqual([]);
    expect(await told(id)).toEqual([expect.stringContaining('its product is there no more')]);
  });

  /** An import that is cancelled in its second batch, with a picture of its first product. */
  async function bringCancelled(sku: string): Promise<{ id: string; text: string }> {
    const lines = Array.from({ length: 1_200 }, (_, n) => `Row ${n},${sku}-${n},1,${n === 0 ? at('/11.jpg') : ''}\n`);
    const text = `name,sku,unit_price,image_urls\n${lines.join('')}`;
    const file = new File([text], 'products.csv');
    const { id } = await admin.imports.create({ body: { kind: 'products' }, file });
    let batches = 0;
    const { database } = runtime;
    const cancelling: typeof database = {
      ...database,
      async transact(authority, run, options) {
        if (authority.role === 'admin' && ++batches === 2) await admin.imports.cancel({ params: { id } });
        return database.transact(authority, run, options);
      },
    };
    await work(id, cancelling);
    return { id, text };
  }

  test('what was cancelled waits until it goes on', async () => {
    serve(widths);
    const { id } = await bringCancelled('CANCEL');
    await fetchOf('admin');
    expect(await reload(id)).toMatchObject({ status: 'cancelled', pictures: { wanted: 1, fetched: 0, failed: 0 } });
    expect(asked()).toEqual([]);
    await admin.imports.run({ params: { id } });
    await work(id);
    await fetchOf('admin');
    expect(await reload(id)).toMatchObject({ status: 'finished', pictures: { wanted: 1, fetched: 1, failed: 0 } });
  });

  test('what was cancelled gives way to a later file', async () => {
    serve(widths);
    const { id, text } = await bringCancelled('LATER');
    const later = await bring(text.replace('/11.jpg', '/12.jpg'));
    expect(later.pictures.wanted).toBe(1);
    await admin.imports.run({ params: { id } });
    await work(id);
    await fetchOf('admin');
    expect((await reload(later.id)).pictures).toEqual({ wanted: 1, fetched: 1, failed: 0 });
    expect((await reload(id)).pictures).toEqual({ wanted: 1, fetched: 0, failed: 1 });
    expect(await told(id)).toEqual([expect.stringContaining('a later import has named pictures of its product')]);
    expect(asked()).toEqual(['/12.jpg']);
  });

  test('a vendor that was dismissed adds nothing any more', async () => {
    serve(widths);
    const { text } = productWith('/11.jpg');
    const { id } = await bring(text, { as: 'otherVendor' });
    await admin.users.update({ params: { id: people.otherVendor.id }, body: { is_active: false } });
    await fetchOf('otherVendor');
    await admin.users.update({ params: { id: people.otherVendor.id }, body: { is_active: true } });
    expect(asked()).toEqual([]);
    expect(await told(id)).toEqual([expect.stringContaining('may do so no longer')]);
  });
});

describe('whoever dies or comes twice', () => {
  /** A database that breaks off in the transaction that adds the picture, before its commit or after it. */
  function dying(when: 'before' | 'after'): typeof runtime.database {
    const { database } = runtime;
    let adding = 0;
    return {
      ...database,
      async transact(authority, run, options) {
        // The first of a vendor's looks whether there is a product, the second adds.
        if (authority.role !== 'vendor' || ++adding < 2) return database.transact(authority, run, options);
        const done = await database.transact(
          authority,
          async (connection) => {
            const result = await run(connection);
            if (when === 'before') throw new Error('dead');
            return result;
          },
          options,
        );
        throw new Error('dead', { cause: done });
      },
    };
  }

  test.each(['before', 'after'] as const)('%s a commit leaves one picture in the end', async (when) => {
    serve(widths);
    const { text, sku } = productWith('/11.jpg');
    const { id } = await bring(text, { as: 'vendor' });
    const broken = fetchingOn({ runtime: { ...runtime, database: dying(when) } });
    await expect(fetchOf('vendor', broken)).rejects.toThrow('dead');
    const fetched = when === 'before' ? 0 : 1;
    expect((await reload(id)).pictures).toEqual({ wanted: 1, fetched, failed: 0 });
    await fetchOf('vendor');
    expect((await reload(id)).pictures.fetched).toBe(fetched);
    runtime.clock.advance(past.claim);
    await fetchOf('vendor');
    expect((await reload(id)).pictures).toEqual({ wanted: 1, fetched: 1, failed: 0 });
    expect(await widthsOf(sku)).toEqual([11]);
  });

  test('with whom our side breaks off in every attempt is told in the end', async () => {
    serve(widths);
    const { text } = productWith('/11.jpg');
    const { id } = await bring(text);
    const write = () => Promise.reject(new Error('the disk is full'));
    const full = fetchingOn({ files: { ...files, write } });
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      await expect(fetchOf('admin', full)).rejects.toThrow('the disk is full');
      runtime.clock.advance(past.claim);
    }
    await fetchOf('admin', full);
    expect(await told(id)).toEqual([expect.stringContaining('our side broke off in every attempt')]);
  });

  test('whose job was lost is found after two minutes', async () => {
    serve(widths);
    const { text, sku } = productWith('/11.jpg');
    await bring(text);
    const added: NewJob[] = [];
    const noting = { enqueue: async (_: unknown, jobs: readonly NewJob[]) => void added.push(...jobs) };
    expect(await requeuePictures({ runtime, queue: noting })).toBe(0);
    runtime.clock.advance(121);
    expect(await requeuePictures({ runtime, queue: noting })).toBe(1);
    for (const job of added) await ours[job.task]?.({ ...job, attempt: 1, attempts_max: 3 });
    expect(await widthsOf(sku)).toEqual([11]);
    runtime.clock.advance(121);
    expect(await requeuePictures({ runtime, queue: noting })).toBe(0);
  });

  test('before the commit that notes it is looked for again', async () => {
    const payload = { store_id: house.storeId, vendor_id: people.admin.id, picture_id: house.storeId };
    const job = { task: 'import.fetch_pictures', key: 'early', payload, attempt: 1, attempts_max: 3 };
    await expect(ours['import.fetch_pictures']?.(job)).rejects.toThrow(NotYet);
  });

  test('late, when another has fetched it already, keeps nothing', async () => {
    const held: (() => void)[] = [];
    const content = widths['/11.jpg'] ?? jpeg;
    serve({ '/11.jpg': (response) => void held.push(() => response.end(content)) });
    const { text, sku } = productWith('/11.jpg');
    const { id } = await bring(text);
    const before = await keptFiles(files, 'pictures');
    const late = fetchOf('admin');
    await expect.poll(() => held.length).toBe(1);
    runtime.clock.advance(past.claim);
    const quick = fetchOf('admin', fetchingOn());
    await expect.poll(() => held.length).toBe(2);
    held[1]?.();
    await quick;
    held[0]?.();
    await late;
    expect((await reload(id)).pictures).toEqual({ wanted: 1, fetched: 1, failed: 0 });
    expect(await widthsOf(sku)).toEqual([11]);
    expect((await keptFiles(files, 'pictures')).length - before.length).toBe(1);
  });
});
