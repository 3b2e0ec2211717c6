import { createHash } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { ofNoStore } from './of-no-store.ts';

export interface Reference {
  page: string;
  script: string;
  /** What the page's own script hashes to, for the content security policy. */
  policy: string;
}

const configuration = {
  url: '/openapi.json',
  pageTitle: 'Orderhouse API',
  withDefaultFonts: false,
  telemetry: false,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
} as const;

function policyOf(page: string): string {
  const scripts = [...page.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '');
  const hashes = scripts
    .filter((script) => script.trim() !== '')
    .map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return [
    "default-src 'none'",
    `script-src 'self' ${hashes.join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join(';');
}

// The library weighs 40 MB in memory and a quarter of a second at start: whoever never reads the page never pays.
async function loadReference(): Promise<Reference> {
  const { default: reference } = await import('@scalar/fastify-api-reference');
  const printer = Fastify();
  await printer.register(reference, { routePrefix: '/docs', configuration });
  const page = (await printer.inject('/docs/')).body;
  const script = (await printer.inject('/docs/js/scalar.js')).body;
  await printer.close();
  return { page, script, policy: policyOf(page) };
}

/**
 * Serves the reference page under `/docs`, with its script from this server: nothing is fetched elsewhere.
 * @param load is asked once; after a failure the next reader asks again.
 */
export function registerReferencePage(app: FastifyInstance, load: () => Promise<Reference> = loadReference): void {
  let loading: Promise<Reference> | undefined;
  const reference = () => {
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  app.get('/docs', ofNoStore, async (_request, reply) => reply.redirect('/docs/', 308));
  app.get('/docs/', ofNoStore, async (_request, reply) => {
    const { page, policy } = await reference();
    return reply.header('content-security-policy', policy).type('text/html; charset=utf-8').send(page);
  });
  app.get('/docs/js/scalar.js', ofNoStore, async (_request, reply) => {
    const { script } = await reference();
    return reply.header('cache-control', 'public, max-age=3600').type('text/javascript; charset=utf-8').send(script);
  });
}
