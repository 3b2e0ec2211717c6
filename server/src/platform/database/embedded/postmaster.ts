import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { environmentOfPostgres, folderArgument, type Place } from './cluster.ts';

const look_every_ms = 15;
const ready_after_max_ms = 600_000;
const fast_stop_max_ms = 20_000;
const immediate_stop_max_ms = 5_000;
const log_bytes_max = 10_000_000;

export interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

/** Whether a living process of that id is the PostgreSQL of this folder, and not one that was given its number. */
async function isPostgresOf(pid: number, folder: string): Promise<boolean> {
  if (process.platform !== 'linux') {
    const listed = await promisify(execFile)('ps', ['-o', 'comm=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
    return listed.stdout.includes('postgres');
  }
  try {
    // A zombie has no folder any more.
    const [its, ours] = await Promise.all([stat(`/proc/${pid}/cwd`), stat(folder)]);
    return its.ino === ours.ino && its.dev === ours.dev;
  } catch {
    return false;
  }
}

/**
 * The PostgreSQL that has the folder open, by its postmaster.pid
 * (https://www.postgresql.org/docs/current/storage-file-layout.html), or null. A file left behind by one that was
 * killed, whose number now belongs to another process, is removed: PostgreSQL would refuse to start.
 */
export async function findPostmaster(folder: string): Promise<Postmaster | null> {
  const path = join(folder, 'postmaster.pid');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!text) return null;
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (await isPostgresOf(pid, folder)) return { pid, port: Number(lines[3]), ready: lines[7] === 'ready' };
  if ((await readFile(path, 'utf8').catch(() => '')) === text) await rm(path, { force: true });
  return null;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/**
 * Starts PostgreSQL in a process group of its own, so that Ctrl-C does not reach it before the requests in flight
 * have ended. Resolves when it takes connections.
 * @returns the process, or what it said when it ended before that.
 */
export async function launch(place: Place, port: number | null, durable: boolean): Promise<Postmaster | string> {
  const chosen = port ?? (await freePort());
  const given: Record<string, string> = {
    port: `${chosen}`,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
  };
  if (!durable) Object.assign(given, { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' });
  const args = ['-D', folderArgument(place.account, place.folder)];
  for (const [name, value] of Object.entries(given)) args.push('-c', `${name}=${value}`);

  const logPath = join(place.dataDir, 'postgres.log');
  await rotate(logPath);
  const log = await open(logPath, 'a+', 0o600);
  const saidBefore_bytes = (await log.stat()).size;
  const child = spawn(place.binaries.postgres, args, {
    cwd: place.folder,
    env: environmentOfPostgres(),
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    ...place.account,
  });
  let ended: string | null = null;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended = `ended with ${signal ?? code}`;
  });
  try {
    const until = Date.now() + ready_after_max_ms;
    while (ended === null) {
      const found = await findPostmaster(place.folder);
      if (found?.ready && found.pid === child.pid) {
        child.unref();
        return found;
      }
      if (Date.now() > until) return `was not ready after ${ready_after_max_ms / 1000} s`;
      await delay(look_every_ms);
    }
    const { size } = await log.stat();
    const { buffer } = await log.read(Buffer.alloc(Math.min(size - saidBefore_bytes, 65_536)), {
      position: saidBefore_bytes,
    });
    return buffer.toString('utf8').trim() || ended;
  } finally {
    await log.close();
  }
}

async function rotate(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found && found.size > log_bytes_max) await rename(path, `${path}.1`);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Stops the PostgreSQL of the folder: cleanly, and if it does not obey, ever less so. */
export async function endPostmaster(folder: string): Promise<void> {
  const running = await findPostmaster(folder);
  if (!running) return;
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', fast_stop_max_ms],
    ['SIGQUIT', immediate_stop_max_ms],
    ['SIGKILL', immediate_stop_max_ms],
  ];
  for (const [name, wait_ms] of steps) {
    signal(running.pid, name);
    const until = Date.now() + wait_ms;
    while (Date.now() < until) {
      if (!(await isPostgresOf(running.pid, folder))) return;
      await delay(look_every_ms);
    }
  }
}

/** Ends PostgreSQL at once; it recovers at the next start. */
export function abortPostmaster(pid: number): void {
  signal(pid, 'SIGQUIT');
}
