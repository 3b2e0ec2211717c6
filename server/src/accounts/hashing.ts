import { hash, type Options, verify } from '@node-rs/argon2';

/** Cost of a hash by argon2id, the library's default; units as argon2 has them: memory in KiB, time in passes. */
export type HashingCost = Pick<Options, 'memoryCost' | 'timeCost' | 'parallelism'>;

/** OWASP's recommendation for argon2id: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
export const recommendedCost: HashingCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export interface Hashing {
  hash(password: string): Promise<string>;
  /** Takes as long for an account that is not there (`null`) as for one that is. */
  matches(password: string, passwordHash: string | null): Promise<boolean>;
}

export function createHashing(cost: HashingCost): Hashing {
  const nobodys = hash('nobody has this password', cost);
  return {
    hash: (password) => hash(password, cost),
    matches: async (password, passwordHash) => {
      const matches = await verify(passwordHash ?? (await nobodys), password);
      return matches && passwordHash !== null;
    },
  };
}
