export { describeReport } from './doctor/describe-report.ts';
export { type Finding, type Report, runDoctor } from './doctor/run-doctor.ts';
export { readHealth, version } from './health.ts';
export { placementMetrics } from './placement-metrics.ts';
export { registerSystemRoutes } from './routes.ts';
