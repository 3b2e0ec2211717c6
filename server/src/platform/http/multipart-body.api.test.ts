import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { formWith, sentForm } from '../../../../tests/support/form.ts';
import { openTestHouse } from '../../../../tests/support/index.ts';
import { fileOf, picture } from '../../../../tests/support/pictures.ts';

const house = await openTestHouse();
const product = await house.as('vendor').products.create({ body: { name: 'Lantern', sku: 'L-1', unit_price: 339 } });
const path = `/api/v1/products/${product.id}/images`;
const token = await house.tokenOf('vendor');
await house.app.listen({ port: 0, host: '127.0.0.1' });
const { port } = house.app.server.address() as AddressInfo;
const address = `http://127.0.0.1:${port}${path}`;
const authorization = `Bearer ${token}`;

/** Files that are spooled now: they have no name, and are seen as long as this process holds them. */
function spooled(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.includes('orderhouse-upload-') ? [target] : [];
    } catch {
      return [];
    }
  });
}

describe.runIf(process.platform === 'linux')('a file that arrives', () => {
  test('by a real connection is taken, and let go of', async () => {
    const body = formWith(fileOf(await picture('jpeg', 900, 900)), { alt_text: 'Größe' });
    const answer = await fetch(address, { method: 'POST', headers: { authorization }, body });
    expect([answer.status, await answer.json()]).toMatchObject([201, { alt_text: 'Größe', width: 900 }]);
    await expect.poll(spooled).toEqual([]);
  });

  test('and breaks off leaves nothing', async () => {
    const { body, headers } = await sentForm(formWith(fileOf(Buffer.alloc(400_000, 'x'))));
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const head = [
      `POST ${path} HTTP/1.1`,
      'host: a',
      `authorization: ${authorization}`,
      `content-type: ${headers['content-type']}`,
      `content-length: ${body.length}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    socket.write(body.subarray(0, 300_000));
    await expect.poll(spooled).toHaveLength(1);
    socket.destroy();
    await expect.poll(spooled).toEqual([]);
  });

  test('and is too large is answered while it is still being sent', async () => {
    const large = Buffer.alloc(40 * 1_048_576);
    async function* pieces() {
      for (let from = 0; from < large.length; from += 65_536) yield large.subarray(from, from + 65_536);
    }
    const { body, headers } = await sentForm(formWith(fileOf(Buffer.alloc(10 * 1_048_576 + 1))));
    const sent = { method: 'POST', headers: { authorization, ...headers } };
    const known = await fetch(address, { ...sent, body: new Uint8Array(body) });
    expect([known.status, ((await known.json()) as { code: string }).code]).toEqual([413, 'payload_too_large']);
    // Without an end in sight: the connection ends, whether or not the sender hears why.
    const endless = fetch(address, {
      ...sent,
      body: Readable.toWeb(Readable.from(pieces())),
      duplex: 'half',
    } as RequestInit);
    const outcome = await endless.then(({ status }) => status).catch(() => 'ended');
    expect([413, 400, 'ended']).toContain(outcome);
    await expect.poll(spooled).toEqual([]);
  });

  test('is refused before it is read where the caller may not send it', async () => {
    const customer = `Bearer ${await house.tokenOf('customer')}`;
    const body = formWith(fileOf(Buffer.alloc(5_000_000)));
    const answer = await fetch(address, { method: 'POST', headers: { authorization: customer }, body });
    expect(answer.status).toBe(403);
    expect(spooled()).toEqual([]);
  });
});
