import { hash, type Options, verify } from '@node-rs/argon2';
import { DomainError } from '../platform/domain-error.ts';

/** Cost of a hash by argon2id, the library's default; units as argon2 has them: memory in KiB, time in passes. */
export type HashingCost = Pick<Options, 'memoryCost' | 'timeCost' | 'parallelism'>;

/** OWASP's recommendation for argon2id: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
export const recommendedCost: HashingCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** How many hashes are worked on at once, each on a thread and 19 MiB of its own, and how many wait for that. */
export interface HashingQueue {
  at_work_max: number;
  waiting_max: number;
}

/** Two of the four threads that files and name look-ups need as well; whoever comes last waits about a second. */
const usualQueue: HashingQueue = { at_work_max: 2, waiting_max: 64 };

const retry_after_seconds = 1;

/** Each throws DomainError `overloaded` when too many wait. */
export interface Hashing {
  hash(password: string): Promise<string>;
  /** Takes as long for an account that is not there (`null`) as for one that is. */
  matches(password: string, passwordHash: string | null): Promise<boolean>;
}

type InQueue = <T>(work: () => Promise<T>) => Promise<T>;

/** First come, first served. */
function createQueue({ at_work_max, waiting_max }: HashingQueue): InQueue {
  const waiting: (() => void)[] = [];
  let atWork = 0;
  return async (work) => {
    if (atWork < at_work_max) atWork += 1;
    else if (waiting.length >= waiting_max) throw new DomainError('overloaded', { retry_after_seconds });
    else await new Promise<void>((takePlace) => waiting.push(takePlace));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else atWork -= 1;
    }
  };
}

export function createHashing(cost: HashingCost, queue: HashingQueue = usualQueue): Hashing {
  const inQueue = createQueue(queue);
  const nobodys = hash('nobody has this password', cost);
  return {
    hash: (password) => inQueue(() => hash(password, cost)),
    matches: async (password, passwordHash) => {
      const known = passwordHash ?? (await nobodys);
      const matches = await inQueue(() => verify(known, password));
      return matches && passwordHash !== null;
    },
  };
}
