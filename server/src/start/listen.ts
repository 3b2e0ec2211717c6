import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Config } from '../config.ts';
import { OperatorError } from '../platform/operator-error.ts';

type Address = Pick<Config, 'host' | 'port'>;

const faults: Readonly<Record<string, (address: Address) => string>> = {
  EADDRINUSE: ({ host, port }) => `PORT: ${port} on ${host} is taken by another program; stop it, or set another PORT`,
  EACCES: ({ port }) => `PORT: ${port} may not be used by this user; set another PORT`,
  EADDRNOTAVAIL: ({ host }) => `HOST: ${host} is no address of this machine`,
  ENOTFOUND: ({ host }) => `HOST: ${host} is no address of this machine`,
};

/** Turns what a failed listen says into the line that names the setting. */
export function listenError(error: unknown, address: Address): unknown {
  const told = faults[(error as NodeJS.ErrnoException).code ?? ''];
  return told ? new OperatorError(told(address), { cause: error }) : error;
}

/** Tells before the long part of a start that the address cannot be had. @throws OperatorError */
export async function probeAddress({ host, port }: Address): Promise<void> {
  if (port === 0) return;
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    throw listenError(error, { host, port });
  }
  server.close();
  await once(server, 'close');
}
