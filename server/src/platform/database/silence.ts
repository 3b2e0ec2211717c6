import type { Socket } from 'node:net';
import type pg from 'pg';

/**
 * Watches one connection. A host that is gone ends no connection, and the limits of its PostgreSQL end no statement any
 * more: what waits would wait until TCP gives up, a quarter of an hour.
 */
export interface Silence {
  /** Breaks the connection when nothing has come back for so long while something is asked; what was asked rejects. */
  limit(ms: number): void;
  ask<T>(question: () => Promise<T>): Promise<T>;
}

export function watchSilence(client: pg.PoolClient): Silence {
  let limit_ms = Number.POSITIVE_INFINITY;
  let asked = 0;
  let timer: NodeJS.Timeout | undefined;
  const cut = () => {
    const { connection } = client as unknown as { connection: { stream: Socket } };
    const silent = new Error(`PostgreSQL has not answered for ${limit_ms / 1_000} s`);
    connection.stream.destroy(Object.assign(silent, { code: 'ETIMEDOUT' }));
  };
  const wait = () => {
    clearTimeout(timer);
    if (asked > 0 && Number.isFinite(limit_ms)) timer = setTimeout(cut, limit_ms);
  };
  const answered = () => {
    asked -= 1;
    wait();
  };
  return {
    limit(ms) {
      limit_ms = ms;
    },
    ask(question) {
      asked += 1;
      if (asked === 1) wait();
      const answer = question();
      answer.then(answered, answered);
      return answer;
    },
  };
}
