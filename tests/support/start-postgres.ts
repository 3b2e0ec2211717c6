import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventTypes } from '@orderhouse/contracts';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../server/src/platform/database/embedded/index.ts';
import { migrate } from '../../server/src/platform/database/migrate.ts';
import { migrateJobs } from '../../server/src/platform/queue/migrate-jobs.ts';
import { createDatabase, inDatabase, template } from './database.ts';
import { unseenAnswers } from './unseen-answers.ts';

const silent = { info: () => undefined, warn: () => undefined };

/** Whether every test of the project ran and passed; what a part of them saw tells nothing. */
async function wasWholeRun({ vitest }: TestProject): Promise<boolean> {
  if (vitest.config.testNamePattern) return false;
  const ran = new Map(vitest.state.getTestModules().map((module) => [module.moduleId, module]));
  const all = await vitest.globTestSpecifications();
  return all.every(({ moduleId }) => ran.get(moduleId)?.ok());
}

async function linesOf(file: string): Promise<string[]> {
  return (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
}

/** @throws when the OpenAPI document promises answers, or the log types of events, that no test of a whole run saw. */
async function expectEverything(project: TestProject, answersFile: string, eventsFile: string): Promise<void> {
  if (!(await wasWholeRun(project))) return;
  const unseen = unseenAnswers((await linesOf(answersFile)).map((line) => JSON.parse(line)));
  if (unseen.length > 0) throw new Error(`documented, and received by no test:\n${unseen.join('\n')}`);
  const written = new Set(await linesOf(eventsFile));
  const unwritten = eventTypes.filter((type) => !written.has(type));
  if (unwritten.length > 0) throw new Error(`types of events that no test wrote:\n${unwritten.join('\n')}`);
}

/** One PostgreSQL for the whole run, and in it one migrated database, from which each test file gets a clone. */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'orderhouse-test-'));
  const postgres = await startEmbeddedPostgres({ dataDir, log: silent, durable: false });
  await createDatabase(postgres.url, template, 'template0');
  await migrate(inDatabase(postgres.url, template));
  await migrateJobs(inDatabase(postgres.url, template));
  const answersFile = join(dataDir, 'answers.jsonl');
  const eventsFile = join(dataDir, 'events.txt');
  for (const file of [answersFile, eventsFile]) await writeFile(file, '');
  project.provide('databaseUrl', postgres.url);
  project.provide('answersFile', answersFile);
  project.provide('eventsFile', eventsFile);
  return async () => {
    await postgres.stop();
    try {
      await expectEverything(project, answersFile, eventsFile);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrl: string;
  }
}
