import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { jpeg, openPictureImportHouse, past, widths } from '../../../tests/support/picture-import-house.ts';

const { house, server, serve, asked, fetchingOn, fetchOf, reload, bring, widthsOf, told, productWith } =
  await openPictureImportHouse();
const { runtime } = house;
let inside = 0;

describe('a picture that cannot be had', () => {
  const final: [string, Buffer | ((response: ServerResponse) => void), string][] = [
    ['not there', (response) => response.writeHead(404).end(), 'answered 404'],
    ['no picture', Buffer.from('<html>'), 'is no JPEG, PNG, WebP or AVIF'],
    ['broken', jpeg.subarray(0, 300), 'is damaged, or not whole'],
    [
      'too long',
      (response) => response.writeHead(200, { 'content-length': 10_485_761 }).end(),
      'more than 10485760 bytes',
    ],
    ['packed', (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'), 'came packed'],
    ['sent in a circle', (response) => response.writeHead(302, { location: '/x' }).end(), 'more than 3 times'],
    [
      'sent to a file',
      (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
      'no address on the web',
    ],
  ];
  test.each(final)('because it is %s is told with its line, and not asked for again', async (_, by, reason) => {
    serve({ '/x': by, ...widths });
    const { text, sku } = productWith('/x', '/11.jpg');
    const { id } = await bring(text);
    await fetchOf('admin');
    expect((await reload(id)).pictures).toEqual({ wanted: 2, fetched: 1, failed: 1 });
    expect(await told(id)).toEqual([expect.stringMatching(new RegExp(`^2 image_urls: .*/x: .*${reason}`))]);
    expect(await widthsOf(sku)).toEqual([11]);
    const before = asked().length;
    runtime.clock.advance(past.last);
    await fetchOf('admin');
    expect(asked().length).toBe(before);
  });

  test('for now is tried again, and comes to where it belongs', async () => {
    serve({ ...widths, '/x': (response) => response.writeHead(503).end() });
    const { text, sku } = productWith('/11.jpg', '/x', '/12.jpg');
    const { id } = await bring(text);
    await fetchOf('admin');
    expect(await widthsOf(sku)).toEqual([11, 12]);
    expect((await reload(id)).pictures).toEqual({ wanted: 3, fetched: 2, failed: 0 });
    await fetchOf('admin');
    expect(asked().filter((path) => path === '/x').length).toBe(1);
    serve({ '/x': widths['/13.jpg'] ?? jpeg });
    runtime.clock.advance(12);
    await fetchOf('admin');
    expect(await widthsOf(sku)).toEqual([11, 13, 12]);
    expect((await reload(id)).pictures).toEqual({ wanted: 3, fetched: 3, failed: 0 });
  });

  test('however often is given up after six attempts', async () => {
    serve({ '/x': (response) => response.destroy() });
    const { id } = await bring(productWith('/x').text);
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await fetchOf('admin');
      runtime.clock.advance(past.last);
      house.forgetTokens();
    }
    expect(asked().length).toBe(6);
    expect(await told(id)).toEqual([expect.stringContaining('/x: socket hang up')]);
  });

  test.each(['http://169.254.169.254/latest/meta-data/', 'http://127.0.0.1/a.jpg', 'http://[::1]/a.jpg'])(
    'because it lies inside (%s) is not asked for',
    async (url) => {
      inside += 1;
      const { id } = await bring(`name,sku,unit_price,image_urls\nInside,INSIDE-${inside},1,${url}\n`);
      await fetchOf('admin', fetchingOn({ settings: { import_pictures_allow_private: false } }));
      expect(await told(id)).toEqual([expect.stringContaining('is not an address of the public internet')]);
    },
  );

  test('is asked for again when its product still has none and the file comes once more', async () => {
    const { text, sku } = productWith('/11.jpg');
    await bring(text);
    const waiting = await bring(text);
    expect(waiting).toMatchObject({ unchanged: 1, pictures: { wanted: 0 } });
    await fetchOf('admin');
    serve(widths);
    const { id } = await bring(text);
    await fetchOf('admin');
    expect(await reload(id)).toMatchObject({ unchanged: 1, pictures: { wanted: 1, fetched: 1 } });
    expect(await widthsOf(sku)).toEqual([11]);
  });
});

test('who hangs holds up nobody else', async () => {
  serve({ ...widths, '/hang': () => undefined });
  const hanging = productWith(...Array.from({ length: 9 }, (_, n) => `/hang?${n}`));
  server.answer((response, { path }) => {
    if (!path.startsWith('/hang')) response.end(widths['/11.jpg']);
  });
  await bring(hanging.text, { as: 'otherVendor' });
  const quick = productWith('/11.jpg');
  await bring(quick.text, { as: 'vendor' });
  const handlers = fetchingOn({ reach: { total_timeout_ms: 3_000 } });
  const slow = [fetchOf('otherVendor', handlers), fetchOf('otherVendor', handlers)];
  await expect.poll(() => asked().length).toBe(3);
  const began_ms = performance.now();
  await fetchOf('vendor', handlers);
  expect(performance.now() - began_ms).toBeLessThan(2_500);
  expect(await widthsOf(quick.sku)).toEqual([11]);
  await Promise.all(slow);
});
