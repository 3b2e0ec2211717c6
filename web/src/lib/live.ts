import { type EventSubject, type LogEvent, OrderhouseError } from '@orderhouse/contracts';
import { useEffect, useSyncExternalStore } from 'react';
import { client } from './client.ts';
import { queryClient } from './query-client.ts';
import { useSession } from './session.ts';

export type LiveEvent = Pick<LogEvent, 'id' | 'type' | 'subject_type' | 'subject_id' | 'data' | 'occurred_at'>;
export type LiveState = 'off' | 'open' | 'lost';

/** First part of the keys of what an event about a subject makes stale. A test holds it against the keys that there are. */
const staleBy: Readonly<Record<EventSubject, readonly string[]>> = {
  order: ['orders', 'reports', 'stock'],
  product: ['products', 'stock', 'categories', 'reports'],
  variant: ['products', 'stock', 'reports'],
  category: ['categories', 'products'],
  user: ['users'],
  store: ['store'],
  webhook_endpoint: ['webhooks'],
  import: ['imports', 'products', 'orders', 'categories'],
};

// A busy shop has hundreds of events a second; a page has no use for more than this.
const refresh_every_ms = 1_000;
const due = new Set<string>();
let timer: ReturnType<typeof setTimeout> | null = null;
let refreshed_ms = 0;

function refreshDue(): void {
  timer = null;
  refreshed_ms = Date.now();
  for (const group of due) void queryClient.invalidateQueries({ queryKey: [group] });
  due.clear();
}

/** A page that nobody sees asks for nothing until it is seen. */
function refreshSoon(): void {
  if (due.size === 0 || timer !== null || document.hidden) return;
  timer = setTimeout(refreshDue, Math.max(0, refreshed_ms + refresh_every_ms - Date.now()));
}

function makeStale({ subject_type }: LiveEvent): void {
  for (const group of staleBy[subject_type]) due.add(group);
  refreshSoon();
}

type Message = { event: LiveEvent } | { state: LiveState };

/** A stream that is opened anew at once, as it is with each access token, is nothing to tell of. */
const tell_lost_after_ms = 3_000;

let state: LiveState = 'off';
let isLost = false;
let telling: ReturnType<typeof setTimeout> | null = null;
const stateListeners = new Set<() => void>();
const eventListeners = new Set<(event: LiveEvent) => void>();

function become(next: LiveState): void {
  if (telling !== null) clearTimeout(telling);
  telling = null;
  if (state === next) return;
  state = next;
  for (const listener of stateListeners) listener();
}

function hear(message: Message): void {
  if ('event' in message) {
    makeStale(message.event);
    for (const listener of eventListeners) listener(message.event);
    return;
  }
  const wasLost = isLost;
  isLost = message.state === 'lost';
  if (!isLost) become(message.state);
  else if (state !== 'lost') telling ??= setTimeout(become, tell_lost_after_ms, 'lost');
  // The stream goes on where it broke off, but only while this tab was the one that listened.
  if (wasLost && message.state === 'open') void queryClient.invalidateQueries();
}

const pause_ms = 5_000;

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(resting);
      signal.removeEventListener('abort', go);
      resolve();
    };
    const resting = setTimeout(go, pause_ms);
    signal.addEventListener('abort', go);
  });
}

async function listen(tell: (message: Message) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const onConnection = (isOpen: boolean) => tell({ state: isOpen ? 'open' : 'lost' });
      for await (const { event } of client.events.stream({ signal, onConnection })) tell({ event });
    } catch (error) {
      if (signal.aborted) return;
      tell({ state: 'lost' });
      // Refused for good, as after the session's end: signing in again begins anew.
      if (error instanceof OrderhouseError && error.status === 401) return;
      await pause(signal);
    }
  }
}

/** A turn that comes later than this was waited for: another tab has listened until now. */
const waited_ms = 500;

/**
 * Listens for what happens to this account's things, and makes stale what it changes. Of all tabs one listens and tells
 * the others, as a browser keeps few connections open to one server.
 */
export function useLiveUpdates(): void {
  const { status, user } = useSession();
  const id = status === 'signed-in' ? user.id : null;
  useEffect(() => {
    if (id === null) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    const channel = new BroadcastChannel(`orderhouse.live.${id}`);
    channel.onmessage = ({ data }: MessageEvent<Message>) => hear(data);
    const asked_ms = Date.now();
    const lead = () => {
      // What happened between the other tab's last word and the first of this one's stream is not heard: it is read anew.
      if (Date.now() - asked_ms > waited_ms) hear({ state: 'lost' });
      return listen((message) => {
        hear(message);
        if (!signal.aborted) channel.postMessage(message);
      }, signal);
    };
    const { locks } = navigator as { locks?: LockManager };
    const leading = locks ? locks.request(`orderhouse.live.${id}`, { signal }, lead) : lead();
    // The lock is waited for until this page closes.
    leading.catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    document.addEventListener('visibilitychange', refreshSoon);
    return () => {
      leaving.abort();
      document.removeEventListener('visibilitychange', refreshSoon);
      channel.close();
      hear({ state: 'off' });
    };
  }, [id]);
}

/** Whether what happens is heard. A tab that another one listens for knows of it from the first change on. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    () => state,
  );
}

/** Calls back with each event while the component is on the page; `callback` must keep its identity. */
export function useLiveEvents(callback: (event: LiveEvent) => void): void {
  useEffect(() => {
    eventListeners.add(callback);
    return () => {
      eventListeners.delete(callback);
    };
  }, [callback]);
}
