import { useEffect, useState } from 'react';
import { now_ms } from '../../lib/clock.ts';

/** @returns the milliseconds until a moment, counted down second by second; 0 when it has come. */
export function useRemaining(until: string): number {
  const end_ms = Date.parse(until);
  const [seen_ms, setSeen] = useState(now_ms);
  const left_ms = Math.max(0, end_ms - seen_ms);
  useEffect(() => {
    if (left_ms === 0) return;
    // At the turn of the second, so that what is shown changes when the clock does.
    const timer = setTimeout(() => setSeen(now_ms()), left_ms % 1_000 || 1_000);
    return () => clearTimeout(timer);
  }, [left_ms]);
  return left_ms;
}
