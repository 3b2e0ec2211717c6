import { basename, dirname } from 'node:path';
import send from '@fastify/send';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../clock.ts';
import { DomainError } from '../domain-error.ts';
import { contentDisposition } from '../http/content-disposition.ts';
import { readFileKey } from './file-key.ts';
import type { FileLinks, SignedLink } from './file-links.ts';
import type { Files } from './files.ts';

export interface FileRouteParts {
  files: Files;
  links: FileLinks;
  clock: Clock;
}

// The credentials of a role may run out before the address that they signed: AWS' client takes new ones five minutes before.
const redirect_seconds_max = 300;

/** The signature alone decides: nobody has to be known, and nobody's page of pictures counts towards a rate limit. */
const route = {
  config: { permission: 'system:read' },
  schema: {
    querystring: {
      type: 'object',
      required: ['expires', 'signature'],
      additionalProperties: false,
      properties: {
        expires: { type: 'integer', minimum: 0, maximum: 253_402_300_799 },
        signature: { type: 'string', maxLength: 100 },
        file_name: { type: 'string', maxLength: 300 },
      },
    },
  },
} as const;

/**
 * A file of ours never changes while it is there, so its tag is strong; `@fastify/send` knows weak ones alone, and would
 * take no strong one in `If-Range` for its own. `Cache-Control: no-cache`, which `fetch` adds to an `If-None-Match`, is for
 * caches on the way; there it would have the file sent again to whoever holds it.
 */
function asWeak({ method, headers: { 'cache-control': _, ...headers } }: FastifyRequest) {
  const condition = headers['if-range'];
  const weak = typeof condition === 'string' && condition.startsWith('"') ? { 'if-range': `W/${condition}` } : {};
  return { method, headers: { ...headers, ...weak } };
}

async function sendFile(
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
  about: Record<string, string>,
): Promise<FastifyReply> {
  const asked = asWeak(request) as unknown as Parameters<typeof send>[0];
  const answer = await send(asked, basename(path), { root: dirname(path), cacheControl: false, contentType: false });
  const { ETag, ...headers } = answer.headers;
  if (answer.type !== 'file') {
    answer.stream.destroy();
    if (answer.statusCode === 412) throw new DomainError('precondition_failed');
    if (answer.statusCode !== 416) throw new DomainError('not_found');
    reply.header('content-range', headers['Content-Range']);
    throw new DomainError('range_not_satisfiable');
  }
  return reply
    .code(answer.statusCode)
    .headers({ ...about, ...headers, ETag: ETag?.replace(/^W\//, '') })
    .send(answer.stream);
}

/**
 * Serves files at the addresses that `FileLinks` makes: those of a folder here, with ranges and conditions; those of a
 * bucket by sending the reader there.
 */
export function registerFileRoutes(app: FastifyInstance, { files, links, clock }: FileRouteParts): void {
  app.get('/files/:folder/:name', route, async (request, reply) => {
    const { folder, name } = request.params as { folder: string; name: string };
    const link = request.query as SignedLink;
    const key = `${folder}/${name}`;
    const about = readFileKey(key);
    const seconds_left = link.expires - Math.floor(clock.now().getTime() / 1_000);
    if (about === null || seconds_left <= 0 || !links.isOurs(key, link)) throw new DomainError('invalid_link');
    // For pages of other origins too: whoever has the address may show it.
    reply.header('cross-origin-resource-policy', 'cross-origin');
    const { file_name } = link;
    const path = files.pathOf(key);
    if (path === null) {
      const expires_at = new Date(link.expires * 1_000);
      const url = await files.signedUrl(key, { expires_at, ...(file_name !== undefined && { file_name }) });
      const seconds = Math.min(redirect_seconds_max, seconds_left);
      return reply.header('cache-control', `private, max-age=${seconds}`).redirect(url, 302);
    }
    return sendFile(path, request, reply, {
      'content-type': about.content_type,
      'content-disposition': contentDisposition(file_name),
      'cache-control': `private, max-age=${seconds_left}, immutable`,
      'content-security-policy': "sandbox; default-src 'none'",
    });
  });
}
