import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../platform/domain-error.ts';
import { apiPaths } from './api-paths.ts';
import { pagesPolicy } from './pages-policy.ts';

export interface WebPages {
  /**
   * Answers a request that no route serves with the page, where a browser asks for one: the page itself knows what
   * there is at the address.
   *
   * @returns null when it is no such request; the API refuses it then.
   */
  pageFor(request: FastifyRequest, reply: FastifyReply): FastifyReply | null;
}

// Nobody has to be known for a page.
const route = { config: { permission: 'system:read' } } as const;
const neverPages = [...apiPaths, '/assets'];
const page = 'index.html';
/** Where the web app is built. */
export const builtPages = fileURLToPath(new URL('../../../web/dist', import.meta.url));
const assetName = /^[\w-]+(?:\.[\w-]+)+$/;
const compressed = /\.(?:br|gz)$/;
const year_ms = 31_536_000_000;

function isPageRequest({ method, url, headers }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const path = url.split('?', 1)[0] ?? '';
  const isPage = !neverPages.some((place) => path === place || path.startsWith(`${place}/`));
  return isPage && (headers.accept ?? '').includes('text/html');
}

/** Whether the web app was built into a folder. */
export function arePagesBuilt(folder = builtPages): boolean {
  return existsSync(join(folder, page));
}

/**
 * Serves the web app that was built into `folder`: the page at `/` and, by `pageFor`, at every address of its own; files
 * whose names hold a hash of their content may be kept for a year.
 *
 * @returns null when nothing was built there.
 */
export async function openWebPages(
  app: FastifyInstance,
  { folder, pictureOrigins }: { folder: string; pictureOrigins: readonly string[] },
): Promise<WebPages | null> {
  if (!arePagesBuilt(folder)) return null;
  await app.register(fastifyStatic, { root: folder, serve: false, preCompressed: true, cacheControl: false });
  const policy = pagesPolicy(pictureOrigins);
  const sendPage = (reply: FastifyReply) =>
    reply
      .header('content-security-policy', policy)
      .header('cache-control', 'no-cache')
      .header('vary', 'Accept, Accept-Encoding')
      // Told apart by size and time it may be taken for the page of another build, whose scripts are gone.
      .sendFile(page, { etag: false, lastModified: false });
  app.get('/', route, (_request, reply) => sendPage(reply));
  app.get('/assets/:name', route, (request, reply) => {
    const { name } = request.params as { name: string };
    if (!assetName.test(name)) throw new DomainError('not_found');
    reply.header('vary', 'Accept-Encoding');
    return reply.sendFile(`assets/${name}`, { cacheControl: true, maxAge: year_ms, immutable: true });
  });
  const files = await readdir(folder, { withFileTypes: true });
  for (const { name } of files.filter((file) => file.isFile() && file.name !== page && !compressed.test(file.name))) {
    app.get(`/${name}`, route, (_request, reply) => reply.header('cache-control', 'no-cache').sendFile(name));
  }
  return { pageFor: (request, reply) => (isPageRequest(request) ? sendPage(reply) : null) };
}
