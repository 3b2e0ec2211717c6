import type { Log } from '../log.ts';

const fieldOf = (info: string, name: string) => info.match(new RegExp(`^${name}:(.*?)\\r?$`, 'm'))?.[1];

/**
 * Looks whether a Redis keeps what it is given. It is asked by INFO: managed services forbid CONFIG.
 *
 * @param info the answer to INFO.
 * @throws Error when it evicts keys once its memory is full: jobs would vanish.
 */
export function checkRedis(info: string, log: Pick<Log, 'warn'>): void {
  const policy = fieldOf(info, 'maxmemory_policy');
  const maxmemory = fieldOf(info, 'maxmemory');
  const told = { maxmemory_policy: policy, maxmemory };
  if (policy === undefined) log.warn(told, 'Redis does not tell its maxmemory-policy: it must be noeviction');
  else if (policy !== 'noeviction') {
    const text = `its maxmemory-policy is ${policy}, which throws jobs away: it must be noeviction`;
    if (maxmemory !== '0') throw new Error(text);
    // Without a limit nothing is ever evicted.
    log.warn(told, `Redis has no maxmemory yet; once it has, ${text}`);
  }
  const aof_enabled = fieldOf(info, 'aof_enabled');
  if (aof_enabled !== '1') log.warn({ aof_enabled }, 'Redis does not say that appendonly is on: a crash may lose jobs');
}
