/** An answer's date has whole seconds, and was on its way for a while: so far apart the clocks agree. */
const tolerance_ms = 3_000;

let ahead_ms = 0;

/**
 * Notes by what clock the server goes.
 *
 * @param date the header of an answer.
 * @param asked_ms when it was asked for, by the clock here. One that was long on its way, as over a sleep, tells nothing.
 */
export function noteDate(date: string | null, asked_ms: number): void {
  const apart_ms = Date.parse(date ?? '') - Date.now();
  if (Date.now() - asked_ms > tolerance_ms) return;
  if (!Number.isNaN(apart_ms)) ahead_ms = Math.abs(apart_ms) <= tolerance_ms ? 0 : apart_ms;
}

/** The moment by the server's clock, which decides what is still in time; a person's own may be hours off. */
export function now_ms(): number {
  return Date.now() + ahead_ms;
}
