const written = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?$/;
const days_remembered_max = 50_000;
const hour_ms = 3_600_000;

/** Milliseconds by which the clocks of a zone are ahead of UTC at an instant. */
function offsetAt(clock: Intl.DateTimeFormat, instant: number): number {
  const parts = Object.fromEntries(clock.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
}

/**
 * Reads local times of one zone as instants. A time that the clocks showed twice means its first occurrence, one
 * that they skipped is counted on from the offset before the gap: RFC 5545, section 3.3.5.
 *
 * @param timeZone an IANA name.
 * @returns a function from `2011-05-31 16:05[:30]` to an RFC 3339 instant in UTC, or null when it is no such time.
 */
export function localTimeReader(timeZone: string): (text: string) => string | null {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  // Rows come thousands to the day, and asking Intl costs a hundred times the rest of reading a row.
  const offsets = new Map<string, { before: number; after: number }>();

  function offsetsAround(day: string, local: number): { before: number; after: number } {
    const known = offsets.get(day);
    if (known) return known;
    const around = { before: offsetAt(clock, local - 24 * hour_ms), after: offsetAt(clock, local + 24 * hour_ms) };
    if (offsets.size < days_remembered_max) offsets.set(day, around);
    return around;
  }

  function read(text: string): string | null {
    const match = written.exec(text);
    if (!match) return null;
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
      .slice(1)
      .map((part) => Number(part ?? 0));
    const local = Date.UTC(year, month - 1, day, hour, minute, second);
    const exists = new Date(local).toISOString().startsWith(`${text.slice(0, 10)}T${text.slice(11, 16)}`);
    if (!exists || second > 59) return null;
    const { before, after } = offsetsAround(text.slice(0, 10), local);
    if (before === after) return new Date(local - before).toISOString();
    // The clocks change within a day of it: the offset before the change holds until the change itself.
    const early = local - before;
    return new Date(
      offsetAt(clock, early) === before || offsetAt(clock, local - after) !== after ? early : local - after,
    ).toISOString();
  }

  // The rows of one order share their time.
  let last: { text: string; instant: string | null } = { text: '', instant: null };
  return (text) => {
    if (text !== last.text) last = { text, instant: read(text) };
    return last.instant;
  };
}
