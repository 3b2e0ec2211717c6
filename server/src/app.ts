import { randomUUID } from 'node:crypto';
import { maxHeaderSize } from 'node:http';
import { limits } from '@orderhouse/contracts';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import {
  expectOwnPage,
  type HashingCost,
  type HashingQueue,
  identifyCallers,
  identifyToken,
  needSecureCookies,
  openAccounts,
  registerAccountRoutes,
} from './accounts/index.ts';
import { openAnswerCache } from './answer-cache.ts';
import { registerCatalogueRoutes } from './catalogue/index.ts';
import type { Config } from './config.ts';
import { registerEventRoutes, type WakeUps } from './events/index.ts';
import { registerExportRoutes } from './exports/index.ts';
import { registerImportRoutes } from './imports/index.ts';
import { registerInventoryRoutes } from './inventory/index.ts';
import { registerJobRoutes } from './jobs/index.ts';
import { openLive, registerLiveRoutes, webSocketPath } from './live/index.ts';
import { registerNotificationRoutes } from './notifications/index.ts';
import { createPlacementQueue, registerOrderRoutes } from './orders/index.ts';
import { databaseIdentity } from './platform/cache/database-identity.ts';
import type { Listener } from './platform/database/listen.ts';
import type { FileLinks } from './platform/files/file-links.ts';
import { registerFileRoutes } from './platform/files/file-routes.ts';
import type { Files } from './platform/files/files.ts';
import { boundArrival } from './platform/http/bound-arrival.ts';
import { denyByDefault } from './platform/http/deny-by-default.ts';
import { acceptJsonBodies } from './platform/http/json-body.ts';
import { lazyLog } from './platform/http/lazy-log.ts';
import { measureRequests } from './platform/http/measure-requests.ts';
import { answerBrokenRequest, replyWithProblem } from './platform/http/problem-reply.ts';
import { limitRates } from './platform/http/rate-limits.ts';
import { echoRequestIds, requestIdOf } from './platform/http/request-id.ts';
import { logRequests } from './platform/http/request-log.ts';
import { secureHeaders } from './platform/http/security-headers.ts';
import { endDownloadsOnClose } from './platform/http/send-download.ts';
import { refuseUnknownRoutes } from './platform/http/unknown-routes.ts';
import { validatorCompiler } from './platform/http/validation.ts';
import { mailFolder } from './platform/mail/open-mailer.ts';
import type { Metrics } from './platform/metrics.ts';
import type { JobQueue } from './platform/queue/job-queue.ts';
import type { Runtime } from './platform/runtime.ts';
import { prunesOf } from './prunes.ts';
import { registerReportRoutes } from './reports/index.ts';
import { registerBackgroundRoutes } from './schedule/index.ts';
import { registerStoreRoutes } from './stores/index.ts';
import { placementMetrics, registerSystemRoutes } from './system/index.ts';
import { builtPages, openWebPages, type WebPages } from './web/index.ts';
import { registerWebhookRoutes, type Sealer } from './webhooks/index.ts';

/** What of the configuration the application needs. */
export type AppConfig = Pick<
  Config,
  | 'environment'
  | 'public_url'
  | 'trust_proxy'
  | 'rate_limit_per_minute'
  | 'login_rate_limit_per_minute'
  | 'metrics_token'
  | 'cache_url'
  | 'cors_origins'
  | 'data_dir'
  | 'file_url_seconds'
  | 'mail_url'
  | 'stream_heartbeat_seconds'
  | 'streams_max'
  | 'streams_per_caller_max'
  | 'idempotency_keys_keep_days'
  | 'sessions_keep_days'
  | 'notifications_keep_days'
  | 'webhook_allow_private'
  | 'webhook_retry_schedule_seconds'
  | 'webhook_disable_after_hours'
  | 'webhook_deliveries_keep_days'
  | 'imports_keep_days'
  | 'import_file_mib_max'
>;

export interface AppParts {
  runtime: Runtime;
  config: AppConfig;
  /** PEM of the RSA key that signs access tokens. */
  signingKeyPem: string;
  /** Where what is retried waits. Not closed with the application. */
  queue: JobQueue;
  metrics: Metrics;
  /** Not closed with the application. */
  files: Files;
  /** Of files, at this API. */
  fileLinks: FileLinks;
  /** The public address, where it is known no sooner than the application listens; otherwise that of the configuration. */
  publicUrl?: () => string;
  /** Keeps secrets that must be read again. */
  sealer: Sealer;
  /** Hears of sessions that end. Not closed with the application. */
  listener: Listener;
  /** Not closed with the application. */
  wakeUps: WakeUps;
  /** Of password hashes; OWASP's recommendation unless said otherwise. */
  hashingCost?: HashingCost;
  /** How many hashes may be asked for at once. */
  hashingQueue?: HashingQueue;
  /** Where the web app was built; beside this package unless said otherwise. */
  webFolder?: string;
  log: FastifyBaseLogger;
}

/**
 * Behind this many proxies, each of which adds one address. Fastify itself trusts no number of hops where it does not
 * know the proxies: whoever could reach the port past them would say what address it likes. We take the number at its
 * word; that nobody else reaches the port is the operator's to see to (docs/configuration.md).
 */
function trusted(proxies: AppConfig['trust_proxy']) {
  return typeof proxies === 'number' ? (_address: string, hop: number) => hop < proxies : proxies;
}

/** Where readers of files are sent, when not here. */
async function originsBesides(files: Files): Promise<string[]> {
  const key = `pictures/${randomUUID()}.webp`;
  if (files.pathOf(key) !== null) return [];
  return [new URL(await files.signedUrl(key, { expires_at: new Date(Date.now() + 60_000) })).origin];
}

const keep_alive_timeout_ms = 72_000;
// Whoever sends slowly keeps a connection, and nothing else, for this long.
const headers_timeout_ms = 15_000;
// The longest that the largest file may take; what may take how long is bounded by its pace.
const request_timeout_ms = 3_600_000;
const check_connections_every_ms = 5_000;
// Without a byte either way. What streams to a caller must say something more often than that.
const connection_timeout_ms = 60_000;
const connections_max = 10_000;

function createServer(config: AppConfig, log: FastifyBaseLogger): FastifyInstance {
  const arrival = boundArrival();
  const app: FastifyInstance = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: requestIdOf,
    childLoggerFactory: lazyLog,
    bodyLimit: limits.body_bytes_max,
    // A longer one would be answered by the router itself, past every hook: not counted, not logged.
    routerOptions: { maxParamLength: maxHeaderSize },
    trustProxy: trusted(config.trust_proxy),
    keepAliveTimeout: keep_alive_timeout_ms,
    requestTimeout: request_timeout_ms,
    connectionTimeout: connection_timeout_ms,
    http: {
      headersTimeout: headers_timeout_ms,
      connectionsCheckingInterval: check_connections_every_ms,
      // What asks to go on by another protocol elsewhere (curl by HTTP/2) is answered as if it had not asked.
      shouldUpgradeCallback: ({ url = '', headers }) =>
        url.split('?', 1)[0] === webSocketPath && headers.upgrade?.toLowerCase() === 'websocket',
    },
    frameworkErrors: (error, request, reply) => {
      arrival.watch(request.raw, reply.raw);
      return replyWithProblem(error, request, reply);
    },
    clientErrorHandler: answerBrokenRequest,
    forceCloseConnections: 'idle',
  });
  app.server.maxConnections = connections_max;
  app.addHook('onRequest', (request, reply, done) => {
    arrival.watch(request.raw, reply.raw);
    done();
  });
  app.addHook('onClose', async () => arrival.stop());
  return app;
}

/** Composes the modules into one application. It does not listen yet, and closes neither the database nor the log. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const app = createServer(parts.config, parts.log);
  try {
    await compose(app, parts);
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function compose(
  app: FastifyInstance,
  {
    runtime,
    config,
    signingKeyPem,
    queue,
    metrics,
    sealer,
    files,
    fileLinks,
    publicUrl = () => config.public_url,
    listener,
    wakeUps,
    hashingCost,
    hashingQueue,
    webFolder = builtPages,
    log,
  }: AppParts,
): Promise<void> {
  app.setValidatorCompiler(validatorCompiler);
  app.setErrorHandler(replyWithProblem);
  denyByDefault(app);
  let web: WebPages | null = null;
  refuseUnknownRoutes(app, (request, reply) => web?.pageFor(request, reply) ?? null);
  acceptJsonBodies(app);
  echoRequestIds(app);
  logRequests(app);
  measureRequests(app, metrics);
  endDownloadsOnClose(app);
  await secureHeaders(app, config.cors_origins, config.public_url.startsWith('https:'));
  const accounts = await openAccounts(
    runtime,
    { signingKeyPem, issuer: publicUrl, listener, hashingCost, hashingQueue },
    log,
  );
  app.addHook('onClose', () => accounts.close());
  const cookieOrigins = () => [new URL(publicUrl()).origin, ...config.cors_origins];
  identifyCallers(app, accounts, cookieOrigins);
  const link =
    config.cache_url === null
      ? null
      : (await import('./platform/cache/redis-link.ts')).openRedisLink(config.cache_url, log);
  app.addHook('onClose', async () => link?.close());
  const database = link ? await databaseIdentity(runtime.database) : '';
  const cache = await openAnswerCache(app, { runtime, wakeUps, link, database, registry: metrics.registry, log });
  const { rate_limit_per_minute: per_minute, login_rate_limit_per_minute: guarded_per_minute } = config;
  limitRates(app, { per_minute, guarded_per_minute }, { link, database });
  const isSecure = needSecureCookies(config.public_url, config.environment === 'production');
  registerAccountRoutes(app, accounts, { isSecure, origins: cookieOrigins });
  registerStoreRoutes(app, runtime);
  registerFileRoutes(app, { files, links: fileLinks, clock: runtime.clock });
  const { file_url_seconds } = config;
  registerCatalogueRoutes(app, { runtime, cache, files, fileLinks, file_url_seconds, log });
  registerReportRoutes(app, { runtime, cache, fileLinks });
  registerInventoryRoutes(app, runtime);
  registerOrderRoutes(app, runtime, createPlacementQueue(runtime, placementMetrics(metrics.registry)), cache);
  registerNotificationRoutes(app, runtime, mailFolder(config));
  registerEventRoutes(app, runtime);
  registerBackgroundRoutes(app, { runtime, prunes: prunesOf(config, files, log), log });
  const file_bytes_max = config.import_file_mib_max * 1_048_576;
  registerExportRoutes(app, { runtime, fileLinks });
  registerImportRoutes(app, { runtime, queue, files, log, file_bytes_max });
  registerJobRoutes(app, { runtime, queue });
  registerWebhookRoutes(app, { runtime, settings: config, sealer });
  registerSystemRoutes(app, runtime, { ...config, cache: link }, metrics);
  web = await openWebPages(app, { folder: webFolder, pictureOrigins: await originsBesides(files) });
  const isEnded = (sessionId: string) => accounts.revoked.has(sessionId);
  await registerLiveRoutes(app, {
    live: openLive({ runtime, isEnded, wakeUps, settings: config, metrics, log }),
    identify: (token) => identifyToken(accounts, token),
    expectOwnPage: (request) => expectOwnPage(request, cookieOrigins),
  });
}
