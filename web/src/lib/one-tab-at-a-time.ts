import { delay } from './delay.ts';

const wait_ms = 50;
/** A tab that was closed amid its work keeps the others waiting no longer than this. */
const lease_ms = 5_000;
const renew_every_ms = 1_000;

/** For pages that were not fetched securely, which have no locks: a lease in the storage that tabs share. */
async function byLease<T>(storage: Storage, name: string, work: () => Promise<T>): Promise<T> {
  const key = `${name}.lease`;
  const mine = `${Math.random()}`;
  const holder = () => {
    const [id = '', until = '0'] = (storage.getItem(key) ?? '').split(' ');
    return Number(until) > Date.now() ? id : null;
  };
  const take = () => storage.setItem(key, `${mine} ${Date.now() + lease_ms}`);
  while (holder() !== mine) {
    if (holder() === null) take();
    // Another tab may have written at the same moment; whoever is read after a while was last.
    await delay(wait_ms);
  }
  // Work may take longer than a lease: an answer is waited for as long as it takes.
  const renewing = setInterval(take, renew_every_ms);
  try {
    return await work();
  } finally {
    clearInterval(renewing);
    if (holder() === mine) storage.removeItem(key);
  }
}

/** Storage is refused in some private windows, which share it with nobody then. */
function sharedStorage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** Does a piece of work in one tab of the browser at a time; the others wait for their turn. */
export async function oneTabAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  // `locks` is missing on pages that were not fetched securely.
  const { locks } = navigator as { locks?: LockManager };
  if (locks) return await locks.request(name, work);
  const storage = sharedStorage();
  return storage ? byLease(storage, name, work) : work();
}
