import { readdir, readFile } from 'node:fs/promises';

/** Of `/proc/…/stat`, on Linux. */
const ms_per_tick = 10;

interface Process {
  pid: number;
  parent: number;
  used_ms: number;
  /** By its children that have ended. */
  used_by_ended_ms: number;
}

async function readProcess(pid: number): Promise<Process | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // The name may hold spaces and brackets; what follows it does not.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (!fields) return null;
  const field = (index: number) => Number(fields[index]);
  return {
    pid,
    parent: field(1),
    used_ms: (field(11) + field(12)) * ms_per_tick,
    used_by_ended_ms: (field(13) + field(14)) * ms_per_tick,
  };
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

/** @returns that of PostgreSQL: its postmaster's and all its backends', those too that have ended. */
export async function processorTimeOfFamily_ms(pid: number): Promise<number> {
  const all = await readAll();
  const head = all.find((one) => one.pid === pid);
  if (!head) return Number.NaN;
  const living = all.filter((one) => one.parent === pid).reduce((sum, one) => sum + one.used_ms, 0);
  return head.used_ms + head.used_by_ended_ms + living;
}
