import type { Clock } from '../../server/src/platform/clock.ts';

/** A clock that runs like the real one, from wherever a test sets it. */
export class SettableClock implements Clock {
  #ahead_ms = 0;

  now(): Date {
    return new Date(Date.now() + this.#ahead_ms);
  }

  /** Sets it; it runs on from there. */
  set(to: Date): void {
    this.#ahead_ms = to.getTime() - Date.now();
  }

  advance(seconds: number): void {
    this.#ahead_ms += seconds * 1_000;
  }
}
