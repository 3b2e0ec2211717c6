import { readdir, readFile } from 'node:fs/promises';

/** Of `/proc/…/stat`, on Linux. */
const ms_per_tick = 10;

interface Process {
  pid: number;
  parent: number;
  used_ms: number;
}

async function readProcess(pid: number): Promise<Process | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // The name may hold spaces and brackets; what follows it does not.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (!fields) return null;
  const [, parent, user, system] = [0, 1, 11, 12].map((index) => Number(fields[index]));
  return { pid, parent: parent ?? 0, used_ms: ((user ?? 0) + (system ?? 0)) * ms_per_tick };
}

async function readAll(): Promise<Process[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  return (await Promise.all(pids.map(readProcess))).filter((one) => one !== null);
}

/** @returns the processor time that a process has used, or NaN where there is no `/proc`. */
export async function processorTime_ms(pid: number): Promise<number> {
  return (await readProcess(pid))?.used_ms ?? Number.NaN;
}

/** @returns that of PostgreSQL: its postmaster's and its living backends'. */
export async function processorTimeOfFamily_ms(pid: number): Promise<number> {
  const family = (await readAll()).filter((one) => one.pid === pid || one.parent === pid);
  return family.length === 0 ? Number.NaN : family.reduce((sum, one) => sum + one.used_ms, 0);
}
