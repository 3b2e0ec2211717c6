import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyWebhook } from '@orderhouse/contracts';
import { admin, customers, expect, expectAccessible, test } from './support/index.ts';

interface Receiver {
  url: string;
  /** What it answers from now on. */
  status: number;
  received: { headers: Headers; body: string }[];
}

let open: Server | null = null;

/** Somebody who takes webhooks, on this machine. */
async function openReceiver(): Promise<Receiver> {
  const receiver: Receiver = { url: '', status: 500, received: [] };
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    receiver.received.push({ headers, body: Buffer.concat(parts).toString() });
    response.writeHead(receiver.status, { 'content-type': 'text/plain' }).end('the till is closed');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open = server;
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return receiver;
}

test.afterEach(() => {
  open?.closeAllConnections();
  open?.close();
  open = null;
});

test('an admin has orders told to another system, and sends again what failed there', async ({ pageOf, server }) => {
  const receiver = await openReceiver();
  const page = await pageOf(admin.email);
  await page.goto('/webhooks');
  await expect(page.getByRole('heading', { name: 'No webhooks yet' })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Create webhook' }).first().click();
  const form = page.getByRole('dialog', { name: 'Create a webhook' });
  await form.getByLabel('Address').fill('hooks.example.com');
  await form.getByRole('button', { name: 'Create webhook' }).click();
  await expect(form.getByText('Choose at least one.')).toBeVisible();
  await form.getByLabel('Address').fill(receiver.url);
  await form.getByText('Payments').click();
  await form.getByText('Orders', { exact: true }).click();
  await form.getByLabel('Order placed').check();
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Create webhook' }).click();
  const shown = page.getByRole('dialog', { name: 'Keep this secret' });
  const secret = (await shown.getByText(/^whsec_/).textContent()) ?? '';
  await shown.getByRole('button', { name: 'I have kept it' }).click();

  await page.getByRole('link', { name: receiver.url.replace('http://', '') }).click();
  await expect(page.getByRole('heading', { name: 'Nothing was sent yet' })).toBeVisible();
  const customer = server.clientOf(customers[1]?.email ?? '');
  const { data } = await customer.products.list({ query: { available: true, limit: 100 } });
  const sku = data.flatMap(({ variants }) => variants).find(({ stock }) => stock > 20)?.sku ?? '';
  const address = customers[1]?.address;
  if (!address) throw new Error('the demo has too few customers');
  await customer.orders.place({ body: { lines: [{ sku, quantity: 1 }], shipping_address: address } });

  const delivery = page.getByRole('row', { name: /Order placed/ });
  await expect(delivery).toContainText('HTTP 500');
  await delivery.getByRole('link', { name: 'Order placed' }).click();
  const details = page.getByRole('dialog', { name: 'Order placed' });
  await expect(details.getByText('the till is closed')).toBeVisible();
  await expect(details.getByText('webhook-signature: v1,')).toBeVisible();
  await expectAccessible(page);

  receiver.status = 204;
  await details.getByRole('button', { name: 'Send again' }).click();
  await expect(details.getByText('Delivered')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(delivery).toContainText('Delivered');
  await page.getByText('Failed', { exact: true }).click();
  await expect(page.getByRole('heading', { name: 'None of these' })).toBeVisible();
  const last = receiver.received.at(-1);
  if (!last) throw new Error('nothing arrived');
  expect(await verifyWebhook({ payload: last.body, headers: last.headers, secret })).toMatchObject({
    type: 'order.placed',
  });

  await page.getByRole('button', { name: 'New secret…' }).click();
  await page.getByRole('button', { name: 'Make a new one' }).click();
  await expect(shown.getByText(/^whsec_/)).not.toHaveText(secret);
  await shown.getByRole('button', { name: 'I have kept it' }).click();
  await expect(page.getByText(/signs as well until/)).toBeVisible();
  await page.getByRole('button', { name: 'Switch off' }).click();
  await expect(page.getByText('Switched off').first()).toBeVisible();
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'No webhooks yet' })).toBeVisible();
});
