export type { Actor, NewEvent } from './event.ts';
export { appendEvents, countEvents, listEvents } from './statements.ts';
