export { describeReport } from './doctor/describe-report.ts';
export { runDoctor } from './doctor/run-doctor.ts';
export { eventLogMetrics } from './event-log-metrics.ts';
export { jobMetrics } from './job-metrics.ts';
export { placementMetrics } from './placement-metrics.ts';
export { registerProbes, registerSystemRoutes, type SystemSettings } from './routes.ts';
