export { describeReport } from './doctor/describe-report.ts';
export { runDoctor } from './doctor/run-doctor.ts';
export { placementMetrics } from './placement-metrics.ts';
export { registerSystemRoutes } from './routes.ts';
