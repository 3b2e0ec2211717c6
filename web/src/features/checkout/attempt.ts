import { newKey } from '../../lib/attempt.ts';

interface Attempt {
  content: string;
  key: string;
}

/** Where an attempt is kept: it outlives the page, not the tab. */
export type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const place = 'orderhouse.checkout.attempt';

function openOne(keep: Keep): Attempt | null {
  try {
    return JSON.parse(keep.getItem(place) ?? 'null') as Attempt | null;
  } catch {
    return null;
  }
}

/**
 * Begins to place an order, or goes on where no answer came.
 * @returns its idempotency key: the one of before for as long as the same is ordered, so that a second click, a repeat
 * after a lost connection and one after a reload order nothing twice
 */
export function openAttempt(body: unknown, keep: Keep = sessionStorage): string {
  const content = JSON.stringify(body);
  const open = openOne(keep);
  if (open?.content === content) return open.key;
  const key = newKey();
  try {
    keep.setItem(place, JSON.stringify({ content, key }));
  } catch {
    // Storage is full or refused: the key is that of this one call.
  }
  return key;
}

/** The order was placed, or was refused for good: nothing is open any more. */
export function closeAttempt(keep: Keep = sessionStorage): void {
  keep.removeItem(place);
}

/** @returns whether an order may have arrived of which nothing was heard: this one, or another. */
export function unheardAttempt(body: unknown, keep: Keep = sessionStorage): 'none' | 'this' | 'other' {
  const open = openOne(keep);
  if (open === null) return 'none';
  return open.content === JSON.stringify(body) ? 'this' : 'other';
}
