import { spawn } from 'node:child_process';
import { appendFile, chown, mkdtemp, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../../operator-error.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';

/** Where a cluster lies and what runs it. */
export interface Place {
  dataDir: string;
  /** The cluster: DATA_DIR/postgres. */
  folder: string;
  binaries: Binaries;
  account: Account | null;
}

const draftName = 'postgres.draft-';
const draftAgeMax_ms = 600_000;

const settings = `
# Orderhouse: for a shop on one machine; change what you like. Address and port are given on the command line.
shared_buffers = 128MB
max_wal_size = 1GB
random_page_cost = 1.1
jit = off
log_line_prefix = '%m [%p] '
`;

const admission = `# Orderhouse: this machine only, and only with the password of DATA_DIR/secrets.
host all all 127.0.0.1/32 scram-sha-256
`;

/** Neither PGDATA nor PGPORT nor a locale of the caller reaches PostgreSQL. */
export function environmentOfPostgres(): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

/**
 * How PostgreSQL is told its folder. Root changes into it before it becomes the other account, which then needs
 * no right to walk there: DATA_DIR may lie in a home that only root may enter.
 */
export function folderArgument(account: Account | null, folder: string): string {
  return account !== null && process.platform === 'linux' ? '/proc/self/cwd' : folder;
}

/** Runs a program of PostgreSQL to its end. @returns what it said; rejects with it when it failed. */
function finish(command: string, args: string[], folder: string, account: Account | null, input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, env: environmentOfPostgres(), ...account });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    child.on('error', reject);
    // It may end without reading all of it; its exit code tells.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.on('close', (code) => (code === 0 ? resolve(said) : reject(new Error(said.trim() || `exit code ${code}`))));
  });
}

/** Runs statements, one a line, on a cluster that no server has open. */
async function runAlone(place: Pick<Place, 'binaries' | 'account'>, folder: string, lines: string[]): Promise<void> {
  const args = ['--single', '-D', folderArgument(place.account, folder), 'postgres'];
  const said = await finish(place.binaries.postgres, args, folder, place.account, `${lines.join('\n')}\n`);
  const fault = said.split('\n').find((line) => /\b(ERROR|FATAL|PANIC):/.test(line));
  if (fault) throw new Error(fault);
}

/** Gives the owner of the tables the password that stands in DATA_DIR/secrets. Nothing may be running. */
export function setPassword(place: Place, password: string): Promise<void> {
  return runAlone(place, place.folder, [`ALTER ROLE orderhouse PASSWORD '${password}'`]);
}

/**
 * Makes the cluster unless it is there: in a folder of its own that takes its name when all is done, so that a
 * start that was killed half way leaves nothing behind that looks like a cluster.
 */
export async function ensureCluster(place: Place, passwords: { superuser: string; owner: string }): Promise<void> {
  const version = await readFile(join(place.folder, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (version !== null) return refuseOtherVersion(place, version.trim());
  await clearOldDrafts(place.dataDir);
  const draft = await mkdtemp(join(place.dataDir, draftName));
  try {
    if (place.account) await chown(draft, place.account.uid, place.account.gid);
    await initialise(place, draft, passwords);
    await rename(draft, place.folder);
    const folder = await open(place.dataDir);
    await folder.sync().finally(() => folder.close());
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // Another start was faster.
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return;
    throw new OperatorError(`DATA_DIR: the database could not be made in ${place.dataDir}: ${lastLine(error)}`, {
      cause: error,
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function initialise(place: Place, draft: string, passwords: { superuser: string; owner: string }): Promise<void> {
  const args = [
    '-D',
    folderArgument(place.account, draft),
    '--username=postgres',
    '--encoding=UTF8',
    '--no-instructions',
  ];
  // The order of C.UTF-8 is PostgreSQL's own: it does not change with a library of the machine.
  args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  await finish(place.binaries.initdb, args, draft, place.account);
  await appendFile(join(draft, 'postgresql.conf'), settings);
  await writeFile(join(draft, 'pg_hba.conf'), admission);
  await runAlone(place, draft, [
    `ALTER ROLE postgres PASSWORD '${passwords.superuser}'`,
    `CREATE ROLE orderhouse LOGIN CREATEROLE CREATEDB PASSWORD '${passwords.owner}'`,
    'CREATE DATABASE orderhouse OWNER orderhouse',
  ]);
}

async function refuseOtherVersion(place: Place, version: string): Promise<void> {
  const said = await finish(place.binaries.postgres, ['--version'], '/', place.account);
  const own = /(\d+)/.exec(said)?.[1];
  if (own === version) return;
  throw new OperatorError(
    `DATA_DIR: ${place.folder} was made by PostgreSQL ${version}, and this Orderhouse brings ${own}: move the data by pg_dump, or set DATABASE_URL`,
  );
}

async function clearOldDrafts(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith(draftName)) continue;
    const path = join(dataDir, name);
    const made = await stat(path).catch(() => null);
    // A young one may belong to a start that is at work on it.
    if (made && Date.now() - made.mtimeMs > draftAgeMax_ms) await rm(path, { recursive: true, force: true });
  }
}

function lastLine(error: unknown): string {
  return (error as Error).message.trim().split('\n').at(-1) ?? '';
}
