import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll } from 'vitest';

/** When a connection is dropped: before the server hears of the request, or after it has answered. */
type Drop = 'request' | 'answer';

interface DroppingProxy {
  baseUrl: string;
  /** The next connections are dropped, one after the other; then all go through. */
  drop(...drops: Drop[]): void;
  /** Connections that came. */
  readonly seen: number;
}

/** A way to a server on which connections break. Each request takes a connection of its own. */
export async function openDroppingProxy(port: number): Promise<DroppingProxy> {
  const drops: Drop[] = [];
  const open = new Set<Socket>();
  let seen = 0;
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
  };
  const proxy = createServer((client) => {
    seen += 1;
    keep(client);
    const drop = drops.shift();
    if (drop === 'request') {
      client.destroy();
      return;
    }
    const server = connect(port, '127.0.0.1');
    keep(server);
    client.pipe(server);
    if (drop === 'answer') server.once('data', () => client.destroy());
    else server.pipe(client);
    client.on('close', () => server.destroy());
    server.on('close', () => client.end());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  afterAll(() => {
    for (const socket of open) socket.destroy();
    proxy.close();
  });
  return {
    baseUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    drop: (...next) => void drops.push(...next),
    get seen() {
      return seen;
    },
  };
}
