export { createAlarm } from './alarm.ts';
export { catalogueTag, changedTags, storeTag } from './changed-tags.ts';
export type { Actor, NewEvent } from './event.ts';
export { countWaiting } from './horizon-statements.ts';
export { listLogOf } from './list-log.ts';
export { readEndOfLog, readLogAfter } from './log-statements.ts';
export {
  beginningOfLog,
  comparePositions,
  type LoggedEvent,
  type LogPosition,
  parsePosition,
  positionText,
} from './logged-event.ts';
export type { Reaction } from './reaction.ts';
export { readLogPage } from './read-log-page.ts';
export { renumberRestoredLog } from './renumber-restored-log.ts';
export { registerEventRoutes } from './routes.ts';
export { dispatchAgain, dispatchTask } from './set-aside.ts';
export { type Dispatcher, startDispatcher } from './start-dispatcher.ts';
export { appendEvents, countEvents, listEvents } from './statements.ts';
export { openWakeUps, type WakeUps } from './wake-ups.ts';
export { watchChanges } from './watch-changes.ts';
