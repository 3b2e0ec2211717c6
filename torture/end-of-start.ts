const ready = /^Orderhouse is ready at /m;
const passing = [
  /^orderhouse: DATABASE_URL: the database .* (cannot be reached|has no connection left)/m,
  /^orderhouse: the database could not be migrated: /m,
  /^orderhouse: the tables of the jobs could not be migrated: /m,
  /^orderhouse: the database was lost meanwhile: /m,
  /^orderhouse: QUEUE_URL: Redis at \S+ cannot be used /m,
  // Ports are given to whoever asks while a server is down.
  /^orderhouse: PORT: \d+ on \S+ is taken /m,
];

/** Whether a server has told that it serves. Pure. */
export function hasServed(said: string): boolean {
  return ready.test(said);
}

/**
 * Whether a server that ended may be started again as if nothing was wrong, by what it said: it never served, for
 * PostgreSQL or Redis was away or went away meanwhile, or its port was held. Pure.
 */
export function mayStartAgain(said: string): boolean {
  return !hasServed(said) && passing.some((pattern) => pattern.test(said));
}
