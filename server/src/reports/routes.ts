import { type AnswerOf, limits, type QueryOf, reports } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';
import { createImageSigner, keptAsList } from '../catalogue/index.ts';
import type { Cache } from '../platform/cache/open-cache.ts';
import type { FileLinks } from '../platform/files/file-links.ts';
import { bindRoute } from '../platform/http/bind-route.ts';
import type { Runtime } from '../platform/runtime.ts';
import { listPopular } from './list-popular.ts';

const kept_ms = 60 * 60_000;

type Popular = typeof reports.popular;

/** A sale is no change of the catalogue: a list of a young store that fell short would stay short although more sells. */
const isWhole = ({ data }: AnswerOf<Popular>, { limit = limits.page_default }: QueryOf<Popular>): boolean =>
  data.length >= limit;

export interface ReportParts {
  runtime: Runtime;
  cache: Cache;
  fileLinks: FileLinks;
}

export function registerReportRoutes(app: FastifyInstance, { runtime, cache, fileLinks }: ReportParts): void {
  const signer = createImageSigner(fileLinks, runtime.clock);
  bindRoute(
    app,
    reports.popular,
    async ({ caller, query }) => {
      const { data } = await listPopular(runtime, caller, query);
      return { body: { data: data.map((one) => ({ ...one, product: signer.product(one.product) })) } };
    },
    { ...keptAsList(cache, 'popular', kept_ms), isKept: isWhole },
  );
}
