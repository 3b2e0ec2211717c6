import { useEffect, useState } from 'react';
import { now_ms } from '../lib/clock.ts';
import { useStore } from '../lib/store.ts';
import { formatAgo, formatTime } from '../lib/time.ts';

/** A moment by the store's clock. */
export function Time({ at }: { at: string }) {
  const store = useStore();
  return <time dateTime={at}>{formatTime(at, store)}</time>;
}

const minute_ms = 60_000;

/** How long ago a moment is; the moment itself is told to whoever points at it. */
export function Ago({ at }: { at: string }) {
  const store = useStore();
  const [now, setNow] = useState(now_ms);
  useEffect(() => {
    const timer = setInterval(() => setNow(now_ms()), minute_ms);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={at} title={formatTime(at, store)}>
      {formatAgo(at, new Date(now), store.locale)}
    </time>
  );
}
