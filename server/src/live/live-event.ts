import type { Event } from '@orderhouse/contracts';
import { type LoggedEvent, positionText } from '../events/index.ts';

/** An event on its way out. What is sent is written once, however many read it. */
export interface LiveEvent {
  readonly logged: LoggedEvent;
  /** As a message of `text/event-stream`. */
  serverSent(): Buffer;
  /** As a message of the WebSocket. */
  message(): Buffer;
}

/** @returns the event as every caller who may see it is shown it. */
function shown({
  event_id,
  type,
  subject_type,
  subject_id,
  actor_id,
  actor_role,
  data,
  occurred_at,
}: LoggedEvent): Event {
  return { id: event_id, type, subject_type, subject_id, actor_id, actor_role, data, occurred_at };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

export function createLiveEvent(logged: LoggedEvent): LiveEvent {
  const id = positionText(logged);
  // JSON has no line break outside of strings, and there it is written as \n: one `data:` holds it.
  const text = once(() => JSON.stringify(shown(logged)));
  return {
    logged,
    serverSent: once(() => Buffer.from(`id: ${id}\nevent: ${logged.type}\ndata: ${text()}\n\n`)),
    message: once(() => Buffer.from(`{"type":"event","id":"${id}","event":${text()}}`)),
  };
}
