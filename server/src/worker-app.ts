import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { replyWithProblem } from './platform/http/problem-reply.ts';
import { echoRequestIds, requestIdOf } from './platform/http/request-id.ts';
import { refuseUnknownRoutes } from './platform/http/unknown-routes.ts';
import type { Metrics } from './platform/metrics.ts';
import type { Runtime } from './platform/runtime.ts';
import { registerProbes, type SystemSettings } from './system/index.ts';

const request_timeout_ms = 15_000;

/** What a process that works apart from the API answers: whether it is well, and its figures. */
export function createWorkerApp(
  runtime: Runtime,
  settings: SystemSettings,
  metrics: Metrics,
  log: FastifyBaseLogger,
): FastifyInstance {
  const app: FastifyInstance = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: requestIdOf,
    requestTimeout: request_timeout_ms,
    forceCloseConnections: 'idle',
  });
  app.setErrorHandler(replyWithProblem);
  refuseUnknownRoutes(app);
  echoRequestIds(app);
  registerProbes(app, runtime, settings, metrics);
  return app;
}
