import { OrderhouseError } from '@orderhouse/contracts';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import { client, isAway } from './client.ts';
import { delay } from './delay.ts';

/** The server is there, and the code that was asked for is not: the page is of a version before. */
export class OutdatedPage extends Error {}

const renewed_key = 'orderhouse.renewed';
const renew_every_ms = 60_000;
const ask_again_ms = 3_000;

/** Begins the page anew, which is up to date then. Once: what did not help a moment ago is not tried again. */
export function renewPage(): void {
  const renewed_ms = Number(sessionStorage.getItem(renewed_key) ?? 0);
  if (Date.now() - renewed_ms < renew_every_ms) return;
  sessionStorage.setItem(renewed_key, String(Date.now()));
  location.reload();
}

/**
 * Fetches the code of a room. One that cannot be had changes nothing of the page that one is on: pointing at a link is
 * enough to have it fetched.
 *
 * @throws OrderhouseError `unreachable` and the like when the server is away: it can be tried again
 * @throws OutdatedPage after an update of the server
 */
export async function loadRoom<Code>(load: () => Promise<Code>): Promise<Code> {
  // A browser asks once for a piece of code: what was not there then is not there for this page any more.
  if (isAway()) await client.store.get();
  try {
    return await load();
  } catch {
    await client.store.get();
  }
  try {
    return await load();
  } catch (cause) {
    throw new OutdatedPage('the code of this room is gone', { cause });
  }
}

/** The code of what stands beside the rooms is waited for: what is on the page stays, whatever happens. */
async function loadPart<Code>(load: () => Promise<Code>): Promise<Code> {
  for (;;) {
    try {
      return await loadRoom(load);
    } catch (error) {
      if (!(error instanceof OrderhouseError)) renewPage();
      await delay(ask_again_ms);
    }
  }
}

/** Somebody has touched something: before that nothing beside the room is wanted, and the room is there sooner. */
const isTouched = new Promise<void>((resolve) => {
  for (const sign of ['pointerdown', 'keydown']) addEventListener(sign, () => resolve(), { once: true, capture: true });
});

/**
 * Something beside the rooms whose code comes by itself. It is there before it is wanted: that an order could not be sent
 * must be told when nothing can be fetched any more.
 */
export function lazyPart<Props>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): LazyExoticComponent<ComponentType<Props>> {
  let code: ReturnType<typeof load> | null = null;
  const fetchOnce = () => {
    code ??= loadPart(load);
    return code;
  };
  void isTouched.then(fetchOnce);
  return lazy(fetchOnce);
}
