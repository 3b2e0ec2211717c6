import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { registerReferencePage } from './reference-page.ts';

test('a page that could not be loaded is loaded for the next reader, and then no more', async () => {
  let asked = 0;
  const app = Fastify();
  registerReferencePage(app, async () => {
    asked += 1;
    if (asked === 1) throw new Error('not now');
    return { page: 'the page', script: '', policy: "default-src 'none'" };
  });
  const read = async () => (await app.inject('/docs/')).statusCode;
  expect([await read(), await read(), await read()]).toEqual([500, 200, 200]);
  expect(asked).toBe(2);
  await app.close();
});
