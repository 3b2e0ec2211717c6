export type { Actor, NewEvent } from './event.ts';
export { appendEvents } from './statements.ts';
