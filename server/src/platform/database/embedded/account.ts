import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { OperatorError } from '../../operator-error.ts';

/** Whom PostgreSQL runs as, in the form that `spawn` takes. */
export interface Account {
  uid: number;
  gid: number;
}

const run = promisify(execFile);

async function accountNamed(name: string): Promise<Account | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

/**
 * PostgreSQL refuses to run as root, so root lends it the account that owns the cluster, or for a new cluster
 * `postgres`, or one made for it.
 * @param folder the cluster.
 * @returns null where this process itself is an ordinary user.
 * @throws OperatorError when the cluster belongs to somebody else, or no account can be made.
 */
export async function accountFor(folder: string): Promise<Account | null> {
  const self = process.getuid?.();
  if (self === undefined) return null;
  const owner = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (self !== 0) {
    if (owner && owner.uid !== self) {
      throw new OperatorError(
        `DATA_DIR: ${folder} belongs to another user; start Orderhouse as that user, or choose another folder`,
      );
    }
    return null;
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return (await accountNamed('postgres')) ?? (await accountNamed('orderhouse')) ?? makeAccount();
}

async function makeAccount(): Promise<Account> {
  try {
    await run('useradd', [
      '--system',
      '--no-create-home',
      '--home-dir',
      '/nonexistent',
      '--shell',
      '/usr/sbin/nologin',
      '--user-group',
      'orderhouse',
    ]);
  } catch (error) {
    // A start at the same time may have made it.
    const made = await accountNamed('orderhouse');
    if (made) return made;
    throw new OperatorError(
      'PostgreSQL does not run as root, and the account "orderhouse" could not be made for it: start as an ordinary user, or set DATABASE_URL',
      { cause: error },
    );
  }
  const made = await accountNamed('orderhouse');
  if (!made) throw new OperatorError('the account "orderhouse" was made for PostgreSQL but cannot be found');
  return made;
}
