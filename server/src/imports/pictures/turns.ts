/** Of one vendor in this process, while its pictures are fetched. */
export interface Turn {
  /** Whether somebody has asked for the same meanwhile: then it looks once more before it ends. */
  wasAsked(): boolean;
  /** @returns when it may come again: at once, or where others wait, once they had time to come before it. */
  next(now: Date): Date;
  end(): void;
}

/** Whose pictures this process fetches right now. */
export interface Turns {
  /**
   * @returns `under_way` when the vendor has its turn already; when it is to come again where as many have theirs as may, or
   *   where it had its own just now and others wait. Until then the same for each of its jobs.
   */
  begin(vendor: string, now: Date): Turn | 'under_way' | Date;
}

const again_ms_min = 1_000;
const again_ms_max = 60_000;
/** With more of them each comes less often, so that all together ask a few times a second. */
const waiting_at_ease = 4;
/** Whoever has not come by then has had its turn in another process. */
const gone_after_ms = 10_000;

/**
 * Each vendor has one turn in a process, however many jobs it has, and only so many vendors at a time. Who waits comes again
 * at a time of its own; whoever had a turn stays away for longer than those who wait, so that two with many pictures do not
 * hand their turns to each other.
 *
 * @param turn_ms how long a turn is meant to last.
 * @param chance from 0 to 1, so that those who wait do not all come at once.
 */
export function openTurns(turns_max: number, turn_ms: number, chance: () => number = Math.random): Turns {
  const underWay = new Map<string, { isAsked: boolean }>();
  /** When they come again. */
  const waiting = new Map<string, number>();
  const resting = new Map<string, number>();
  const forget = (now_ms: number): void => {
    for (const [vendor, at_ms] of waiting) if (at_ms + gone_after_ms < now_ms) waiting.delete(vendor);
    for (const [vendor, at_ms] of resting) if (at_ms <= now_ms) resting.delete(vendor);
  };
  const again_ms = (share: number) =>
    Math.min(again_ms_min * Math.max(1, waiting.size / waiting_at_ease) * (1 + share), again_ms_max);
  return {
    begin(vendor, now) {
      const now_ms = now.getTime();
      const going = underWay.get(vendor);
      if (going) {
        going.isAsked = true;
        return 'under_way';
      }
      forget(now_ms);
      const rests_until = waiting.size > 0 ? resting.get(vendor) : undefined;
      if (rests_until !== undefined) return new Date(rests_until);
      if (underWay.size >= turns_max) {
        const told = waiting.get(vendor) ?? 0;
        const at_ms = told > now_ms ? told : now_ms + Math.round(again_ms(chance()));
        waiting.set(vendor, at_ms);
        return new Date(at_ms);
      }
      waiting.delete(vendor);
      resting.delete(vendor);
      const own = { isAsked: false };
      underWay.set(vendor, own);
      return {
        wasAsked() {
          const { isAsked } = own;
          own.isAsked = false;
          return isAsked;
        },
        next(ended) {
          forget(ended.getTime());
          if (waiting.size === 0) return ended;
          const share_ms = (waiting.size * turn_ms) / turns_max;
          const at_ms = ended.getTime() + Math.round(Math.min(again_ms(1) + share_ms, again_ms_max));
          resting.set(vendor, at_ms);
          return new Date(at_ms);
        },
        end: () => void underWay.delete(vendor),
      };
    },
  };
}
