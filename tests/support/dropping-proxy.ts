import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll } from 'vitest';

/** When a connection is dropped: before the server hears of the request, or after it has answered. */
type Drop = 'request' | 'answer';

interface DroppingProxy {
  baseUrl: string;
  /** The next connections are dropped, one after the other; then all go through. */
  drop(...drops: Drop[]): void;
  /** Breaks the connections that are open. */
  cut(): void;
  /** Lets no answer through any more on the connections that are open, as a host that is gone. */
  silence(): void;
  /** Connections that came. */
  readonly seen: number;
}

/** A way to a server on which connections break. Each request takes a connection of its own. */
export async function openDroppingProxy(port: number): Promise<DroppingProxy> {
  const drops: Drop[] = [];
  const open = new Set<Socket>();
  const answering = new Set<() => void>();
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
    const hush = () => server.unpipe(client).resume();
    answering.add(hush);
    server.on('close', () => answering.delete(hush));
    client.on('close', () => server.destroy());
    server.on('close', () => client.end());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  afterAll(() => {
    cut();
    proxy.close();
  });
  return {
    cut,
    silence() {
      for (const hush of answering) hush();
    },
    baseUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    drop: (...next) => void drops.push(...next),
    get seen() {
      return seen;
    },
  };
}
