import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyWebhook, type WebhookMessage } from '@orderhouse/contracts';
import type { Ledger } from './ledger.ts';

/** Of so many webhooks the first attempt is refused, that retries meet the kills as well. */
const refuses_first_of = 10;

/** A webhook that came and was answered with 204, perhaps several times. */
export interface Arrived {
  message: WebhookMessage;
  times: number;
}

/** Another system, that takes webhooks over HTTP and is itself never killed. */
export interface Receiver {
  url: string;
  /** By `webhook-id`. */
  arrived: ReadonlyMap<string, Arrived>;
  /** Told of the secret when the endpoint is made; before, nothing comes. */
  trust(secret: string): void;
  close(): void;
}

/** Opens a receiver on this machine. A webhook with a signature that is not right is a fault. */
export async function openReceiver(ledger: Ledger): Promise<Receiver> {
  const arrived = new Map<string, Arrived>();
  const refused = new Set<string>();
  let known = '';
  const take = async (headers: NodeJS.Dict<string | string[]>, payload: string): Promise<number> => {
    const id = String(headers['webhook-id']);
    const message = await verifyWebhook({ payload, headers, secret: known });
    const before = arrived.get(id);
    if (!before && !refused.has(id) && (refused.size + arrived.size) % refuses_first_of === 0) {
      refused.add(id);
      return 503;
    }
    if (before && JSON.stringify(before.message) !== JSON.stringify(message)) {
      ledger.fault(`webhook ${id} came with another body the second time: ${payload}`);
    }
    arrived.set(id, { message, times: (before?.times ?? 0) + 1 });
    return 204;
  };
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    try {
      for await (const part of request) parts.push(part);
    } catch {
      // The sender was killed while it sent: this is no webhook.
      return;
    }
    try {
      response.writeHead(await take(request.headers, Buffer.concat(parts).toString())).end();
    } catch (error) {
      ledger.fault(`a webhook was not right: ${String(error)}`);
      response.writeHead(400).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    arrived,
    trust(secret) {
      known = secret;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
