import { type AnswerOf, limits, popularProducts, type QueryOf, reports } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';
import { createImageSigner, keptAsList } from '../catalogue/index.ts';
import type { Cache } from '../platform/cache/open-cache.ts';
import type { FileLinks } from '../platform/files/file-links.ts';
import { bindRoute } from '../platform/http/bind-route.ts';
import type { Runtime } from '../platform/runtime.ts';
import { listPopular } from './list-popular.ts';
import { reportBestSellers } from './report-best-sellers.ts';
import { reportSales } from './report-sales.ts';
import { reportStatuses } from './report-statuses.ts';
import { reportStock } from './report-stock.ts';
import { reportSummary } from './report-summary.ts';

const kept_ms = 60 * 60_000;

type Popular = typeof popularProducts.popular;

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
    popularProducts.popular,
    async ({ caller, query }) => {
      const { data } = await listPopular(runtime, caller, query);
      return { body: { data: data.map((one) => ({ ...one, product: signer.product(one.product) })) } };
    },
    { ...keptAsList(cache, 'popular', kept_ms), isKept: isWhole },
  );
  bindRoute(app, reports.summary, async ({ caller }) => ({ body: await reportSummary(runtime, caller) }));
  bindRoute(app, reports.sales, async ({ caller, query }) => ({ body: await reportSales(runtime, caller, query) }));
  bindRoute(app, reports.ordersByStatus, async ({ caller }) => ({ body: await reportStatuses(runtime, caller) }));
  bindRoute(app, reports.bestSellers, async ({ caller, query }) => ({
    body: await reportBestSellers(runtime, caller, query),
  }));
  bindRoute(app, reports.stock, async ({ caller }) => ({ body: await reportStock(runtime, caller) }));
}
