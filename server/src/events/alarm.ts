/** Wakes whoever waits. Rung while nobody waits, it wakes the next who does at once: no ring is lost. */
export interface Alarm {
  ring(): void;
  /** @returns true when it was rung, false when the time was over. */
  wait(ms: number): Promise<boolean>;
}

export function createAlarm(): Alarm {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(ms) {
      if (!rung) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(resolve, ms);
        wake = resolve;
        await promise;
        wake = null;
        clearTimeout(timer);
      }
      const wasRung = rung;
      rung = false;
      return wasRung;
    },
  };
}
