import { setTimeout as delay } from 'node:timers/promises';
import { type Client, createClient, OrderhouseError } from '@orderhouse/contracts';
import type { Ledger } from './ledger.ts';
import { type Loss, lossOf } from './loss.ts';

const request_max_ms = 30_000;
const answer_max_ms = 120_000;
const pause_ms = 100;
const passing: ReadonlySet<number> = new Set([0, 429, 503]);

export interface Credentials {
  email: string;
  password: string;
}

/**
 * A `fetch` that goes to the servers in turn, as through a load balancer that does not know which of them lives, and
 * watches: an answer of 500, or none at all for long, is a fault.
 */
function fetchFromAny(addresses: readonly string[], first: number, ledger: Ledger): typeof globalThis.fetch {
  let turn = first;
  let waitsSince: number | null = null;
  const tellLost = (key: string | null, how: Loss) => {
    waitsSince ??= performance.now();
    ledger.lose(key, how);
  };
  const isServed = () => {
    const outage_ms = waitsSince === null ? 0 : performance.now() - waitsSince;
    ledger.tally.outage_ms_max = Math.max(ledger.tally.outage_ms_max, outage_ms);
    waitsSince = null;
  };
  return async (input, init = {}) => {
    const what = `${init.method ?? 'GET'} ${String(input)}`;
    const key = new Headers(init.headers).get('idempotency-key');
    turn += 1;
    let answer: Response;
    try {
      answer = await fetch(`${addresses[turn % addresses.length]}${String(input)}`, init);
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError') {
        ledger.fault(`${what}: no answer after ${request_max_ms / 1_000} s`);
      }
      tellLost(key, lossOf(error));
      throw error;
    }
    if (answer.status === 503) {
      tellLost(key, 'unavailable');
      return answer;
    }
    isServed();
    if (answer.status >= 500) ledger.fault(`${what}: ${answer.status} ${await answer.clone().text()}`);
    if (key !== null) ledger.answer(key, answer.headers.get('idempotent-replayed') === 'true');
    return answer;
  };
}

/** The SDK, signed in by itself, on all servers in turn; `first` sets customers apart. */
export function openClient(addresses: readonly string[], first: number, login: Credentials, ledger: Ledger): Client {
  return createClient({
    baseUrl: '',
    login,
    timeout_ms: request_max_ms,
    fetch: fetchFromAny(addresses, first, ledger),
  });
}

/**
 * Makes the same call again for as long as nobody answers, or "try again". The call must be safe to repeat.
 * @throws OrderhouseError with which the call was refused, or that of the last try when two minutes have gone by.
 */
export async function untilAnswered<T>(ledger: Ledger, call: () => Promise<T>): Promise<T> {
  const until = performance.now() + answer_max_ms;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof OrderhouseError) || !passing.has(error.status)) throw error;
      if (performance.now() > until) {
        ledger.fault(`nobody answered for ${answer_max_ms / 1_000} s: ${error.message}`);
        throw error;
      }
      await delay(pause_ms);
    }
  }
}
