import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';

/** A mail as the server took it. */
interface TakenMail {
  from: string;
  to: string[];
  source: Buffer;
  /** Whether the connection was encrypted. */
  secure: boolean;
}

/** A real server that speaks SMTP, as long as the test lasts; what the options do not say it does as usual. */
export async function openSmtpServer(options: SMTPServerOptions = {}) {
  const taken: TakenMail[] = [];
  const sockets: Socket[] = [];
  const server = new SMTPServer({
    authOptional: true,
    // Its own certificate is one that everybody knows, and it says so.
    disabledCommands: ['STARTTLS'],
    onData: async (stream, { envelope: { mailFrom, rcptTo }, secure }, done) => {
      const source = Buffer.concat(await stream.toArray());
      const from = mailFrom === false ? '' : mailFrom.address;
      taken.push({ from, to: rcptTo.map(({ address }) => address), source, secure });
      done();
    },
    ...options,
  });
  // Of connections that their clients broke off.
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  server.server.on('connection', (socket) => sockets.push(socket));
  onTestFinished(
    () =>
      new Promise<void>((closed) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => closed());
      }),
  );
  const { port } = server.server.address() as AddressInfo;
  return { port, taken, connections: () => sockets.length, cutOff: () => sockets.at(-1)?.destroy() };
}
