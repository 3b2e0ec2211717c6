/**
 * Does something again and again, never twice at once.
 *
 * @param work must not throw.
 * @returns what ends it, once what is under way is done.
 */
export function repeatEvery(seconds: number, work: () => Promise<void>): () => Promise<void> {
  let working = Promise.resolve();
  const timer = setInterval(() => {
    working = working.then(work);
  }, seconds * 1_000);
  return async () => {
    clearInterval(timer);
    await working;
  };
}
