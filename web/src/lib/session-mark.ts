/**
 * What a page may know of the session: the tokens are in cookies that no script can read. All tabs share it, and each is
 * told when another changes it.
 */
export interface SessionMark {
  user_id: string;
  /** By the clock of this machine, in milliseconds. */
  access_until_ms: number;
}

const key = 'orderhouse.session';
const renewal_key = 'orderhouse.renewal';
/** Stands where the mark was when the session was ended by the server: nobody has signed out. */
const ended = 'ended';
// Storage is refused in some private windows: the tab then keeps the mark for itself.
let kept: string | null = null;

function read(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return kept;
  }
}

function write(text: string | null): void {
  kept = text;
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // Kept above.
  }
}

/** @returns null when nobody is signed in. */
export function readMark(): SessionMark | null {
  const text = read();
  if (text === null || text === ended) return null;
  try {
    return JSON.parse(text) as SessionMark;
  } catch {
    return null;
  }
}

/** Somebody has signed in, or out. */
export function writeMark(mark: SessionMark | null): void {
  write(mark && JSON.stringify(mark));
}

/** The session has ended without anybody signing out. */
export function writeEnded(): void {
  write(ended);
}

/** A renewal of the session is under way, since a moment in milliseconds by the clock of this machine; null: it is over. */
export function writeRenewal(since_ms: number | null): void {
  try {
    if (since_ms === null) localStorage.removeItem(renewal_key);
    else localStorage.setItem(renewal_key, String(since_ms));
  } catch {
    // A tab that keeps its mark for itself has nobody to tell.
  }
}

/** @returns since when a renewal is under way, or null. */
export function readRenewal(): number | null {
  try {
    const text = localStorage.getItem(renewal_key);
    return text === null ? null : Number(text);
  } catch {
    return null;
  }
}

export type MarkChange = { mark: SessionMark } | { mark: null; isEnded: boolean };

/** Calls back when another tab has signed somebody in or out, or found the session ended. @returns what ends that. */
export function watchMark(changed: (change: MarkChange) => void): () => void {
  const listen = (event: StorageEvent) => {
    if (event.key !== key && event.key !== null) return;
    const mark = readMark();
    changed(mark ? { mark } : { mark, isEnded: read() === ended });
  };
  addEventListener('storage', listen);
  return () => removeEventListener('storage', listen);
}
