import { createClient } from '@orderhouse/contracts';
import { noteDate } from './clock.ts';
import { sessionFetch } from './session-fetch.ts';

let away = false;
/** What a proxy answers for a server that is not there. */
const nobody: ReadonlySet<number> = new Set([502, 503, 504]);

const heardFetch: typeof globalThis.fetch = async (input, init) => {
  const asked_ms = Date.now();
  try {
    const response = await sessionFetch(input, init);
    away = nobody.has(response.status);
    noteDate(response.headers.get('date'), asked_ms);
    return response;
  } catch (error) {
    if (!init?.signal?.aborted) away = true;
    throw error;
  }
};

/** Whether the last that was asked of the server was not answered. */
export function isAway(): boolean {
  return away;
}

/** The API, by its SDK; everything the app reads and does goes through here. */
export const client = createClient({ baseUrl: '', fetch: heardFetch, attempts_max: 3 });
