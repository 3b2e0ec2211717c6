import { may, OrderhouseError, type Permission, type Session, type User } from '@orderhouse/contracts';
import { useSyncExternalStore } from 'react';
import { putCartAway, takeCartUp } from './cart.ts';
import { client } from './client.ts';
import { queryClient } from './query-client.ts';
import { noteSession, onSessionEnded } from './session-fetch.ts';
import { readMark, watchMark, writeMark } from './session-mark.ts';

/** Who is here. `ended`: somebody was, until the session was revoked or ran out; the page is as they left it. */
export type SessionState =
  | { status: 'visitor'; user: null }
  | { status: 'signed-in'; user: User }
  | { status: 'ended'; user: User };

/** First part of the key of what is known of the store. */
const storeQueryKey = 'store';

let state: SessionState = { status: 'visitor', user: null };
const listeners = new Set<() => void>();

function become(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

/** @returns who is signed in by what the server says. @throws OrderhouseError when it cannot be asked. */
async function whoIsThere(): Promise<User | null> {
  if (readMark() === null) return null;
  try {
    return await client.auth.me();
  } catch (error) {
    if (error instanceof OrderhouseError && error.status === 401) return null;
    throw error;
  }
}

/** Forgets what was read for somebody. The store is the same for all, and what is around the rooms stands on it. */
function forgetWhatWasRead(): void {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== storeQueryKey });
}

/** What rooms keep of a person for as long as the tab is open: a draft, an order of which nothing was heard. */
const typedPrefix = 'orderhouse.checkout.';

/** Forgets what somebody typed here, who has gone: it holds their name, their address and their phone number. */
function forgetWhatWasTyped(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(typedPrefix)) sessionStorage.removeItem(key);
  } catch {
    // Storage is refused: nothing was kept.
  }
}

/** Somebody else than before sees nothing of what was read for them, or typed by them. */
function enter(user: User): void {
  const before = state.user;
  become({ status: 'signed-in', user });
  if (before?.id === user.id) return void queryClient.invalidateQueries();
  if (before !== null) forgetWhatWasTyped();
  forgetWhatWasRead();
}

function leave(): void {
  become({ status: 'visitor', user: null });
  forgetWhatWasRead();
  forgetWhatWasTyped();
}

function end(): void {
  if (state.status === 'signed-in') become({ status: 'ended', user: state.user });
}

let ready: Promise<void> | null = null;

/** Finds out, once, who is there. @throws OrderhouseError when the server cannot be asked; the next call asks again. */
export function sessionReady(): Promise<void> {
  ready ??= whoIsThere().then(
    (user) => {
      become(user ? { status: 'signed-in', user } : { status: 'visitor', user: null });
    },
    (error) => {
      ready = null;
      throw error;
    },
  );
  return ready;
}

/** Keeps step with the other tabs, and with the server where it ends the session. Called once. */
export function watchSession(): void {
  onSessionEnded(end);
  watchMark(async (change) => {
    if (change.mark === null) return change.isEnded ? end() : leave();
    if (state.status === 'signed-in' && state.user.id === change.mark.user_id) return;
    const user = await whoIsThere().catch(() => null);
    if (user) enter(user);
  });
}

/** Somebody comes in at this tab; the others hear of it. What their cart holds is in the storage that all share. */
function comeIn(session: Session): User {
  const { user } = session;
  const before = state.user;
  noteSession(session);
  if (before !== null && before.id !== user.id) putCartAway(before.id);
  if (before?.id !== user.id) takeCartUp(user.id);
  enter(user);
  return user;
}

export type LoginName = { email: string } | { username: string };

/** @throws OrderhouseError `invalid_credentials` and the like. */
export async function signIn(name: LoginName, password: string): Promise<User> {
  return comeIn(await client.auth.login({ body: { ...name, password, transport: 'cookie' } }));
}

/** Opens an account and signs in. @throws OrderhouseError `email_taken` and the like. */
export async function register(account: { email: string; password: string; full_name: string }): Promise<User> {
  return comeIn(await client.auth.register({ body: { ...account, transport: 'cookie' } }));
}

/**
 * Signs out here and in every other tab.
 * @throws OrderhouseError when the server could not be told: one is still signed in then, and should know it.
 */
export async function signOut(): Promise<void> {
  try {
    await client.auth.logout({ body: {} });
  } catch (error) {
    // What has ended already needs no end.
    if (!(error instanceof OrderhouseError) || error.status !== 401) throw error;
  }
  goOnAsVisitor();
}

/** Gives up a session that has ended: the page is left as it is for anyone. */
export function goOnAsVisitor(): void {
  if (state.user !== null) putCartAway(state.user.id);
  writeMark(null);
  leave();
}

/** The profile has changed: the name in the corner changes with it. */
export function updateUser(user: User): void {
  if (state.status === 'signed-in') become({ status: 'signed-in', user });
}

export function currentSession(): SessionState {
  return state;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSession(): SessionState {
  return useSyncExternalStore(subscribe, currentSession);
}

/** Whether who is here may do that: by the table that the API decides by. */
export function useMay(permission: Permission): boolean {
  const { user } = useSession();
  return may(user?.role ?? 'anonymous', permission);
}
