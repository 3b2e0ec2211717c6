import { hash } from '@node-rs/argon2';
import type { Role } from '@orderhouse/contracts';
import { sql } from 'kysely';
import type { Database } from '../../server/src/platform/database/database.ts';
import { newId } from '../../server/src/platform/ids.ts';

/** Everybody's password. */
export const password = 'Correct-horse-1';

/** Weak on purpose: what is tested is that passwords are checked, not how long that takes. */
export const cheapHashing = { memoryCost: 64, timeCost: 1, parallelism: 1 };

const cast = {
  admin: ['main', 'admin'],
  vendor: ['main', 'vendor'],
  otherVendor: ['main', 'vendor'],
  customer: ['main', 'customer'],
  otherCustomer: ['main', 'customer'],
  strangeAdmin: ['elsewhere', 'admin'],
  strangeVendor: ['elsewhere', 'vendor'],
  strangeCustomer: ['elsewhere', 'customer'],
} as const satisfies Record<string, readonly [string, Role]>;

/** Who lives in every test house; the strange ones belong to its second store. */
export type PersonName = keyof typeof cast;

interface Person {
  id: string;
  email: string;
  username: string;
  role: Role;
  storeId: string;
  storeSlug: string;
}

export interface Population {
  storeId: string;
  otherStoreId: string;
  people: Readonly<Record<PersonName, Person>>;
}

async function openStore(database: Database, slug: string, isDefault: boolean): Promise<string> {
  const id = newId();
  await database.transactAsSystem(async (connection) => {
    await sql`
      INSERT INTO stores (id, slug, name, currency, time_zone, is_default, payment_providers)
      VALUES (${id}, ${slug}, ${slug}, 'GBP', 'Europe/London', ${isDefault}, '{manual,simulated}')`.execute(connection);
    await sql`INSERT INTO order_counters (store_id) VALUES (${id})`.execute(connection);
  });
  return id;
}

/** Opens two stores with an admin, vendors and customers each. */
export async function populate(database: Database): Promise<Population> {
  const stores = {
    main: await openStore(database, 'main', true),
    elsewhere: await openStore(database, 'elsewhere', false),
  };
  const password_hash = await hash(password, cheapHashing);
  const people: Partial<Record<PersonName, Person>> = {};
  for (const [name, [storeSlug, role]] of Object.entries(cast) as [PersonName, (typeof cast)[PersonName]][]) {
    const storeId = stores[storeSlug];
    const username = name.toLowerCase();
    const person = { id: newId(), email: `${username}@${storeSlug}.test`, username, role, storeId, storeSlug };
    const row = {
      store_id: storeId,
      id: person.id,
      email: person.email,
      username,
      password_hash,
      role,
      full_name: name,
    };
    await database.transact({ storeId, actorId: null, role: 'house' }, (connection) =>
      connection.insertInto('users').values(row).execute(),
    );
    people[name] = person;
  }
  return { storeId: stores.main, otherStoreId: stores.elsewhere, people: people as Population['people'] };
}
