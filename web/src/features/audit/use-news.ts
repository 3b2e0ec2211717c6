import { useCallback, useEffect, useState } from 'react';
import { useLiveEvents } from '../../lib/live.ts';

const refresh_every_ms = 1_000;

/**
 * Hears of what is written into the log. A list that stands at its beginning is read anew by itself; one in which
 * somebody reads further down is not pulled from under their eyes.
 *
 * @param isAtTop whether no more than the first page is shown
 * @returns how much was heard of that is not shown, and what forgets it
 */
export function useNews(isAtTop: boolean, reread: () => Promise<unknown>): { news: number; forget: () => void } {
  const [news, setNews] = useState(0);
  useLiveEvents(useCallback(() => setNews((heard) => heard + 1), []));
  const isDue = isAtTop && news > 0;
  useEffect(() => {
    if (!isDue) return;
    const timer = setTimeout(() => {
      setNews(0);
      void reread();
    }, refresh_every_ms);
    return () => clearTimeout(timer);
  }, [isDue, reread]);
  return { news: isAtTop ? 0 : news, forget: () => setNews(0) };
}
