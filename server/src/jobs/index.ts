export { listJobs } from './list-jobs.ts';
export { registerJobRoutes } from './routes.ts';
