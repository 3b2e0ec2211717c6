export { createAlarm } from './alarm.ts';
export type { Actor, NewEvent } from './event.ts';
export { readEndOfLog, readLogAfter } from './log-statements.ts';
export {
  beginningOfLog,
  type LoggedEvent,
  type LogPosition,
  parsePosition,
  positionText,
} from './logged-event.ts';
export type { Reaction } from './reaction.ts';
export { renumberRestoredLog } from './renumber-restored-log.ts';
export { registerEventRoutes } from './routes.ts';
export { type Dispatcher, startDispatcher } from './start-dispatcher.ts';
export { appendEvents, countEvents, listEvents } from './statements.ts';
