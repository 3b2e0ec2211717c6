import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { issueResetToken } from '../server/src/accounts/index.ts';
import { withAt } from './support/body-fields.ts';
import { openOperationCaller } from './support/caller-of-operations.ts';
import { contentsOf } from './support/contents.ts';
import { goodBodies } from './support/good-bodies.ts';
import { openTestHouse, password } from './support/index.ts';
import { documentedOperations, leastCaller, type Operation } from './support/operations.ts';
import { type LoggedEvent, readLog } from './support/read-log.ts';

/**
 * Every operation of the OpenAPI document that is served and changes a table tells of it in the log, and one that
 * changes nothing tells nothing. The operations come from the document.
 */
const house = await openTestHouse();
const caller = await openOperationCaller(house);
const changing = documentedOperations.filter(({ method }) => method !== 'GET');

/** What changes rows and is no news, with the reason. */
const silent: Readonly<Record<string, string>> = {
  'auth.refresh': 'the session goes on; the log told of it when it began',
  'jobs.retry': 'a job is no state of the store; what it does tells of itself',
  'jobs.retryAll': 'the same',
  'jobs.discard': 'the same',
  'jobs.discardAll': 'the same',
};

/** What is done by the house, whoever asks for it, with the reason. */
const byTheHouse: Readonly<Record<string, string>> = {
  'auth.forgottenPassword': 'whoever asks has not shown to be the owner of the account',
  'background.trigger': 'the schedule does what it would have done without being woken',
};

/** Written beside a change and never for its own sake: the log itself, the keys under which answers are kept, files to remove. */
const beside = new Set(['events', 'idempotency_keys', 'unclaimed_files']);

interface Told {
  /** Names of the tables with other rows than before. */
  changed: string[];
  events: LoggedEvent[];
}

async function doesExist({ store_id, subject_type, subject_id }: LoggedEvent): Promise<boolean> {
  const table = sql.table(subject_type === 'category' ? 'categories' : `${subject_type}s`);
  const isOfStore = subject_type === 'store' ? sql`id = ${store_id}` : sql`store_id = ${store_id}`;
  const { rows } = await house.runtime.database.transactAsSystem((connection) =>
    sql`SELECT FROM ${table} WHERE id = ${subject_id} AND ${isOfStore}`.execute(connection),
  );
  return rows.length === 1;
}

/** @returns what a link would hold that was mailed to somebody there is. */
async function mailedToken(): Promise<string | undefined> {
  const { id, email } = house.people.otherCustomer;
  const issue = () => issueResetToken(house.runtime, house.storeId, id);
  const open = await issue();
  if (!open) await house.as(null).auth.forgottenPassword({ body: { email } });
  return (open ?? (await issue()))?.token;
}

/** @returns the body with the name, the password and the token of somebody there is, where it asks for them. */
async function asSomebody({ body: schema, refusals }: Operation, body: unknown): Promise<unknown> {
  const isNew = refusals.some(({ code }) => code === 'email_taken');
  const { email } = house.people.otherCustomer;
  const session = await house.as(null).auth.login({ body: { email, password } });
  const token = schema?.properties?.token ? await mailedToken() : undefined;
  const known = { ...(isNew ? {} : { email }), password, token, refresh_token: session.refresh_token };
  const asked = Object.entries(known).filter(([name]) => schema?.properties?.[name]);
  return asked.reduce((filled, [name, value]) => withAt(filled, `/${name}`, value), body);
}

async function bodiesOf(operation: Operation, serial: number): Promise<unknown[]> {
  const bodies = goodBodies(operation, serial).map(caller.namingThings);
  if (operation.permission !== 'auth:sign-in') return bodies;
  return Promise.all(bodies.map((body) => asSomebody(operation, body)));
}

/** What is there, to tell what an operation has changed: what is there afterwards is looked at once for the next. */
async function lookAround() {
  return { contents: await contentsOf(house.databaseUrl), log: await readLog(house) };
}
type Sight = Awaited<ReturnType<typeof lookAround>>;

const told = (before: Sight, after: Sight): Told => ({
  changed: Object.keys(after.contents).filter(
    (name) => !beside.has(name) && after.contents[name] !== before.contents[name],
  ),
  events: after.log.slice(before.log.length),
});

beforeEach(async () => {
  // Who signed out is signed in again.
  house.forgetTokens();
  // What is tried on the store's settings is undone; what they are already is no change.
  await house.as('admin').store.update({ body: { payment_providers: ['manual', 'simulated'] } });
  await caller.renewThings();
});

describe.each(changing)('$method $path', (operation) => {
  test('tells what it changed, who did it and to what, and nothing else', async () => {
    const as = leastCaller(operation);
    const bodies = await bodiesOf(operation, changing.indexOf(operation) + 1);
    let changes = 0;
    let before = await lookAround();
    for (const body of bodies) {
      const { status } = await caller.call(operation, { body });
      const after = await lookAround();
      const { changed, events } = told(before, after);
      before = after;
      if (status >= 300) continue;
      if (changed.length > 0) changes += 1;
      const isNews = changed.length > 0 && !(operation.id in silent);
      expect(events.length > 0, `${JSON.stringify(body)} changed ${changed}, told ${JSON.stringify(events)}`).toBe(
        isNews,
      );
      for (const event of events) {
        // Nobody's deeds are those of whom they make somebody.
        const caller_id = as === null ? event.subject_id : house.people[as].id;
        const actor_id = operation.id in byTheHouse ? null : caller_id;
        expect(event).toMatchObject({ store_id: house.storeId, actor_id });
        expect(await doesExist(event), JSON.stringify(event)).toBe(true);
      }
    }
    expect(changes, 'good bodies that were served and changed something').toBeGreaterThan(0);
  });
});
