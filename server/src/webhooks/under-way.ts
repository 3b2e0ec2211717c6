const slow_after_ms = 1_000;
const slow_attempts_max = 3;

/** The attempts of this process that go on right now. */
export interface UnderWay {
  /** Notes an attempt, until the answer is called. */
  begin(endpointId: string): () => void;
  /** Whether an endpoint holds so many attempts for so long that others are better served first. */
  isHeldUp(endpointId: string): boolean;
}

/** Keeps an endpoint that answers slowly from taking every place of the worker. One that answers at once has no limit. */
export function noteUnderWay(now_ms: () => number = () => performance.now()): UnderWay {
  const attempts = new Map<symbol, { endpointId: string; began_ms: number }>();
  return {
    begin(endpointId) {
      const mark = Symbol(endpointId);
      attempts.set(mark, { endpointId, began_ms: now_ms() });
      return () => attempts.delete(mark);
    },
    isHeldUp(endpointId) {
      const since_ms = now_ms() - slow_after_ms;
      const slow = [...attempts.values()].filter((one) => one.endpointId === endpointId && one.began_ms <= since_ms);
      return slow.length >= slow_attempts_max;
    },
  };
}
