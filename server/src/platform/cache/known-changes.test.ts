import { describe, expect, test } from 'vitest';
import { createKnownChanges } from './known-changes.ts';

const look = (began_at: number, horizon: number, changes: { tags: string[]; transaction_id: number }[] = []) => ({
  began_at,
  horizon,
  end: horizon,
  changes,
});

/** One that has looked, with everything below transaction 100 known. */
function begun() {
  const changes = createKnownChanges();
  changes.knowFrom(0);
  changes.learn(look(0, 100));
  return changes;
}

describe('what this process loaded', () => {
  test('is current until one of its tags changes here', () => {
    const changes = begun();
    const loaded = changes.now();
    changes.hear(['other']);
    expect(changes.isCurrent(loaded, ['lantern', 'catalogue'])).toBe(true);
    changes.hear(['lantern']);
    expect(changes.isCurrent(loaded, ['lantern', 'catalogue'])).toBe(false);
    expect(changes.isCurrent(changes.now(), ['lantern', 'catalogue'])).toBe(true);
  });

  test('is current until one of its tags changed elsewhere, by the log', () => {
    const changes = begun();
    const loaded = changes.now();
    changes.learn(look(loaded.sequence, 120, [{ tags: ['lantern'], transaction_id: 110 }]));
    expect(changes.isCurrent(loaded, ['lantern'])).toBe(false);
    expect(changes.isCurrent(loaded, ['other'])).toBe(true);
  });

  test('is current no more when all was forgotten', () => {
    const changes = begun();
    const loaded = changes.now();
    changes.forgetAll();
    expect(changes.isCurrent(loaded, ['lantern'])).toBe(false);
    expect(changes.isCurrent(changes.now(), ['lantern'])).toBe(true);
  });
});

describe('what another process loaded', () => {
  test('is current when it had looked beyond the last change', () => {
    const changes = begun();
    changes.learn(look(0, 120, [{ tags: ['lantern'], transaction_id: 110 }]));
    expect(changes.isCurrentElsewhere({ horizon: 110 }, ['lantern'])).toBe(false);
    expect(changes.isCurrentElsewhere({ horizon: 111 }, ['lantern'])).toBe(true);
    expect(changes.isCurrentElsewhere({ horizon: 50 }, ['other'])).toBe(true);
  });

  test('is not told while a look has not seen what was committed here', () => {
    const changes = begun();
    changes.hear(['lantern']);
    expect(changes.isCurrentElsewhere({ horizon: 1_000 }, ['lantern'])).toBe(false);
    // A look that began before the commit may not have seen it.
    changes.learn(look(0, 130));
    expect(changes.isCurrentElsewhere({ horizon: 1_000 }, ['lantern'])).toBe(false);
    changes.learn(look(changes.sequence(), 150));
    expect(changes.isCurrentElsewhere({ horizon: 149 }, ['lantern'])).toBe(false);
    expect(changes.isCurrentElsewhere({ horizon: 150 }, ['lantern'])).toBe(true);
  });

  test('a change elsewhere that a look finds does not hide the later one that was committed here', () => {
    const changes = begun();
    const began_at = changes.sequence();
    const loaded = changes.now();
    changes.hear(['lantern']);
    const since = changes.now();
    changes.learn(look(began_at, 120, [{ tags: ['lantern'], transaction_id: 110 }]));
    expect(changes.isCurrentElsewhere({ horizon: 120 }, ['lantern'])).toBe(false);
    expect(changes.isCurrent(loaded, ['lantern'])).toBe(false);
    // It was loaded after the one here, and perhaps before the one elsewhere.
    expect(changes.isCurrent(since, ['lantern'])).toBe(false);
  });

  test('the later of two transactions counts, in whichever order they are found', () => {
    const changes = begun();
    changes.learn(look(0, 105, [{ tags: ['lantern'], transaction_id: 120 }]));
    changes.learn(look(changes.sequence(), 130, [{ tags: ['lantern'], transaction_id: 104 }]));
    expect(changes.isCurrentElsewhere({ horizon: 115 }, ['lantern'])).toBe(false);
    expect(changes.isCurrentElsewhere({ horizon: 121 }, ['lantern'])).toBe(true);
  });

  test('is told by a process that begins only as far back as it knows what changed', () => {
    const changes = createKnownChanges();
    expect(changes.isCurrentElsewhere({ horizon: 1_000 }, ['lantern'])).toBe(false);
    changes.knowFrom(40);
    changes.learn(look(0, 100));
    expect(changes.isCurrentElsewhere({ horizon: 39 }, ['lantern'])).toBe(false);
    expect(changes.isCurrentElsewhere({ horizon: 40 }, ['lantern'])).toBe(true);
  });

  test('is told again after all was forgotten, from the next look on', () => {
    const changes = begun();
    changes.forgetAll();
    changes.learn(look(0, 120));
    expect(changes.isCurrentElsewhere({ horizon: 1_000 }, ['lantern'])).toBe(false);
    changes.learn(look(changes.sequence(), 130));
    expect(changes.isCurrentElsewhere({ horizon: 129 }, ['lantern'])).toBe(false);
    expect(changes.isCurrentElsewhere({ horizon: 130 }, ['lantern'])).toBe(true);
  });
});

test('more changes than are remembered make what is older than them unknown, and no less', () => {
  const changes = begun();
  const loaded = changes.now();
  changes.learn(look(0, 120, [{ tags: ['lantern'], transaction_id: 110 }]));
  const after = changes.now();
  const many = Array.from({ length: 50_000 }, (_, index) => `tag ${index}`);
  changes.learn(look(after.sequence, 140, [{ tags: many, transaction_id: 130 }]));
  // The lantern itself is remembered no more.
  expect(changes.isCurrent(loaded, ['lantern'])).toBe(false);
  expect(changes.isCurrent(after, ['lantern'])).toBe(true);
  expect(changes.isCurrentElsewhere({ horizon: 110 }, ['lantern'])).toBe(false);
  expect(changes.isCurrentElsewhere({ horizon: 111 }, ['lantern'])).toBe(true);
});

test('a process that has not looked for five seconds is not trusted, until it has', () => {
  let now_ms = 0;
  const changes = createKnownChanges(() => now_ms);
  expect(changes.isTrusted()).toBe(false);
  changes.learn(look(0, 100));
  now_ms = 5_000;
  expect(changes.isTrusted()).toBe(true);
  now_ms = 5_001;
  expect(changes.isTrusted()).toBe(false);
  changes.learn(look(0, 100));
  expect(changes.isTrusted()).toBe(true);
});
