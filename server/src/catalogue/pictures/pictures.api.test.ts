import { images_max } from '@orderhouse/contracts';
import { describe, expect, test } from 'vitest';
import { jpeg, openPictureHouse } from '../../../../tests/support/picture-house.ts';
import { fileOf, picture } from '../../../../tests/support/pictures.ts';
import { readLog } from '../../../../tests/support/read-log.ts';
import { originalKey, sizeKey } from './stored-image.ts';

const { house, vendor, newProduct, add, imagesOf, keptKeys, doJobs } = await openPictureHouse();

describe('the pictures of a product', () => {
  test('stand in their order, and can be moved and worded', async () => {
    const product = await newProduct();
    const [one, two] = [await add(product.id), await add(product.id)];
    const first = await add(product.id, jpeg, { position: 0 });
    expect((await imagesOf(product.id)).map(({ id, position }) => [id, position])).toEqual([
      [first.id, 0],
      [one.id, 1],
      [two.id, 2],
    ]);
    const change = (image_id: string, body: { position?: number; alt_text?: string }) =>
      vendor.products.updateImage({ params: { id: product.id, image_id }, body });
    expect(await change(two.id, { position: 0, alt_text: 'The back' })).toMatchObject({
      position: 0,
      alt_text: 'The back',
    });
    expect(await change(first.id, { position: 9 })).toMatchObject({ position: 2 });
    expect((await imagesOf(product.id)).map(({ id }) => id)).toEqual([two.id, one.id, first.id]);
    const { version } = await vendor.products.get({ params: { id: product.id } });
    await change(first.id, { position: 2 });
    expect((await vendor.products.get({ params: { id: product.id } })).version).toBe(version);
  });

  test('are so many and no more', async () => {
    const product = await newProduct();
    for (let count = 0; count < images_max; count += 1) await add(product.id);
    const before = await keptKeys();
    await expect(add(product.id)).rejects.toMatchObject({ status: 409, code: 'too_many_pictures' });
    expect(await keptKeys()).toEqual(before);
  });

  test('go with their files; taking one off twice is a success', async () => {
    const product = await newProduct();
    const [one, two] = [await add(product.id), await add(product.id)];
    await doJobs();
    const params = { id: product.id, image_id: one.id };
    await vendor.products.removeImage({ params });
    await vendor.products.removeImage({ params });
    expect((await imagesOf(product.id)).map(({ id, position }) => [id, position])).toEqual([[two.id, 0]]);
    expect((await keptKeys()).filter((key) => key.includes(one.id))).toEqual([]);
    const removed = (await readLog(house)).filter(({ type }) => type === 'product.image_removed');
    expect(removed.filter(({ data }) => (data as { image_id: string }).image_id === one.id)).toHaveLength(1);
  });

  test('are their vendor’s and an admin’s to change, and seen by whoever sees the product', async () => {
    const product = await newProduct('draft');
    const image = await add(product.id);
    const params = { id: product.id, image_id: image.id };
    const other = house.as('otherVendor').products;
    const file = fileOf(jpeg);
    await expect(other.addImage({ params: { id: product.id }, file })).rejects.toMatchObject({ code: 'not_found' });
    await expect(other.updateImage({ params, body: { position: 0 } })).rejects.toMatchObject({ code: 'not_found' });
    await expect(other.removeImage({ params })).rejects.toMatchObject({ code: 'not_found' });
    const strange = house.as('strangeAdmin').products;
    await expect(strange.removeImage({ params })).rejects.toMatchObject({ code: 'not_found' });
    for (const name of ['otherVendor', 'customer', null] as const) {
      const asked = house.as(name).products.imageUrl({ params: { id: product.id } });
      await expect(asked).rejects.toMatchObject({ code: 'not_found' });
    }
    const admin = house.as('admin').products;
    expect(await admin.updateImage({ params, body: { alt_text: 'By an admin' } })).toMatchObject({
      alt_text: 'By an admin',
    });
    await vendor.products.update({ params: { id: product.id }, body: { status: 'active' } });
    expect((await house.as(null).products.get({ params: { id: product.id } })).images).toHaveLength(1);
    expect(await house.as(null).products.imageUrl({ params: { id: product.id } })).toMatchObject({
      url: expect.any(String),
    });
  });

  test('are loaded by one statement for a whole page of products', async () => {
    const page = await house.as(null).products.list({ query: { limit: 100 } });
    expect(page.data.filter(({ images }) => images.length > 0).length).toBeGreaterThan(2);
  });
});

describe('an upload that is repeated', () => {
  test('with its key is one picture, with addresses that are good', async () => {
    const product = await newProduct();
    const input = {
      params: { id: product.id },
      idempotencyKey: 'once-only',
      file: fileOf(jpeg),
      body: { alt_text: 'A' },
    };
    const image = await vendor.products.addImage(input);
    const before = await keptKeys();
    expect(await vendor.products.addImage(input)).toEqual(image);
    expect(await imagesOf(product.id)).toHaveLength(1);
    expect(await keptKeys()).toEqual(before);
    for (const other of [
      { file: fileOf(await picture('png')) },
      { body: { alt_text: 'B' } },
      { file: fileOf(jpeg, 'b.jpg') },
    ]) {
      const again = vendor.products.addImage({ ...input, ...other });
      await expect(again).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    }
    expect(await keptKeys()).toEqual(before);
  });
});

describe('an address of a picture', () => {
  test('is asked for by size, and is good for ten minutes', async () => {
    const product = await newProduct();
    const image = await add(product.id);
    const ask = (query: object) => vendor.products.imageUrl({ params: { id: product.id }, query });
    expect((await ask({ size: 'card' })).url).toContain(originalKey(image.id, 'jpg'));
    await doJobs();
    expect((await ask({ size: 'card', image_id: image.id })).url).toContain(sizeKey(image.id, 'card'));
    expect((await ask({})).url).toContain(sizeKey(image.id, 'page'));
    const { url, expires_at } = await ask({ size: 'original' });
    expect(url).toContain(originalKey(image.id, 'jpg'));
    const left = new Date(expires_at).getTime() - house.runtime.clock.now().getTime();
    expect(Math.abs(left - 600_000)).toBeLessThan(1_001);
    await expect(ask({ image_id: product.id })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('in a product stays the same within a quarter of an hour, and is good for an hour and a half after it', async () => {
    const product = await newProduct();
    await add(product.id);
    await doJobs();
    const urlNow = async () => (await imagesOf(product.id))[0]?.urls?.card ?? '';
    house.runtime.clock.set(new Date('2030-01-01T12:00:00Z'));
    const url = await urlNow();
    house.runtime.clock.set(new Date('2030-01-01T12:14:59Z'));
    expect(await urlNow()).toBe(url);
    expect(Number(new URL(url).searchParams.get('expires')) * 1_000).toBe(Date.parse('2030-01-01T13:45:00Z'));
    house.runtime.clock.set(new Date('2030-01-01T12:15:00Z'));
    expect(await urlNow()).not.toBe(url);
  });
});
