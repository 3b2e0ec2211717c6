import { withHouse } from './with-house.ts';

/** `orderhouse migrate`: opening the database applies what it lacks; this tells of it. */
export async function migrateDatabase(): Promise<void> {
  await withHouse(async ({ house }) => {
    for (const name of house.migrated) process.stdout.write(`${name}\n`);
    process.stdout.write(house.migrated.length === 0 ? 'nothing to do\n' : `${house.migrated.length} applied\n`);
  });
}
