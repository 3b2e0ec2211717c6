import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contentDisposition } from './content-disposition.ts';

/** A file as it is being made. Whoever makes it stops when `stream` is destroyed. */
export interface Download {
  stream: Readable;
  content_type: string;
  /** Under which its reader saves it. */
  file_name: string;
}

/** Ends what is still being sent when the application closes: it would wait for readers that take their time. */
export function endDownloadsOnClose(app: FastifyInstance): void {
  const downloads = new Set<Readable>();
  app.decorate('downloads', downloads);
  app.addHook('preClose', async () => {
    for (const stream of downloads) stream.destroy(new Error('the server is stopping'));
  });
}

/** Waits until there is something to read, or nothing will come. @throws whatever the stream failed with. */
async function beginningOf(stream: Readable): Promise<void> {
  if (stream.readableLength > 0) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  stream.once('readable', resolve).once('close', resolve).once('error', reject);
  await promise;
}

function follow(stream: Readable, { server, log }: FastifyRequest): void {
  server.downloads.add(stream);
  finished(stream, { writable: false })
    .catch((error: NodeJS.ErrnoException) => {
      // Who leaves ends the stream without an error of its own; that is no news.
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') log.warn({ err: error }, 'a download broke off');
    })
    .finally(() => server.downloads.delete(stream));
}

/**
 * Streams a file at the pace of its reader. What fails before its first byte is refused as anything else is; after that
 * the connection breaks off without the last chunk, so that the beginning is never taken for the whole.
 */
export async function sendDownload(
  { stream, content_type, file_name }: Download,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const isAsked = request.method === 'HEAD';
  follow(stream, request);
  reply.raw.once('close', () => stream.destroy());
  await beginningOf(stream);
  // Whoever asked has left already.
  if (reply.raw.destroyed) return reply.hijack();
  if (isAsked) stream.destroy();
  return reply
    .code(200)
    .type(content_type)
    .headers({
      'content-disposition': contentDisposition(file_name),
      // No proxy may keep it, or gather it before it hands it on.
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    })
    .send(isAsked ? Readable.from([]) : stream);
}

declare module 'fastify' {
  interface FastifyInstance {
    /** What is being sent. */
    downloads: Set<Readable>;
  }
}
