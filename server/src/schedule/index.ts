export type { Prune } from './prune.ts';
export { registerBackgroundRoutes } from './routes.ts';
export { startSchedule } from './start-schedule.ts';
