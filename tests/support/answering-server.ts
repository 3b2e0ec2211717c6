import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server that answers as a test wants, for as long as the test takes. @returns its address. */
export async function serverOf(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return new Promise((resolve) => {
    server.on('listening', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

/** @returns the body of a refusal. */
export function problem(status: number, code: string): string {
  return JSON.stringify({ type: 'about:blank', title: code, status, code, request_id: 'r' });
}
