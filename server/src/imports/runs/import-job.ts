import type { NewJob } from '../../platform/queue/job-queue.ts';

export const importTask = 'import.run';

export interface ImportPayload extends Record<string, unknown> {
  store_id: string;
  import_id: string;
}

/** After mails: it takes minutes, and nobody waits for it as for a mail. */
const priority = 2;

interface Run {
  id: string;
  run_no: number;
}

/** With which the keys of all jobs of a run begin. */
export const runKey = ({ id, run_no }: Run) => `${importTask}:${id}:${run_no}:`;

/** @param why tells this job from others for the same run. */
export function importJob(storeId: string, run: Run, why = 'asked'): NewJob {
  const payload: ImportPayload = { store_id: storeId, import_id: run.id };
  return { task: importTask, key: `${runKey(run)}${why}`, payload, priority };
}
