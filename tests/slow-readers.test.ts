import { expect, test } from 'vitest';
import { orderhouse, temporaryFolder } from './support/server-process.ts';

test('a reader of the log that stands still does not stop the shop', async () => {
  const server = orderhouse(['start'], temporaryFolder(), { env: { RATE_LIMIT_PER_MINUTE: '0' } });
  const url = await server.ready();
  server.child.stderr?.pause();
  // Far more than a pipe holds.
  const requests_count = 400;
  const marks = Array.from({ length: requests_count }, (_, index) => `mark-${index}-${'x'.repeat(110)}`);
  const ask = (mark: string) => fetch(`${url}/api/v1/products/${mark}`, { headers: { 'x-request-id': mark } });
  await Promise.all(marks.map(ask));
  expect((await fetch(`${url}/health`)).status).toBe(200);
  server.child.stderr?.resume();
  await expect.poll(() => marks.filter((mark) => !server.said().includes(mark)), { timeout: 20_000 }).toEqual([]);
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
});
