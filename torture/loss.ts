/**
 * How a request came to no answer: it never went out, the connection broke after it had, or the server told that it
 * had no database.
 */
export type Loss = 'unsent' | 'broken' | 'unavailable';

const broken = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT']);

/** How `fetch` lost an answer, by what it rejected with. What is not known to have gone out counts as unsent. Pure. */
export function lossOf(error: unknown): Loss {
  if (!(error instanceof Error)) return 'unsent';
  const code = (error.cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  return error.name === 'TimeoutError' || broken.has(code) ? 'broken' : 'unsent';
}
