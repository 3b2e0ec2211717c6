import type { FailedJob } from '@orderhouse/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { client } from '../../lib/client.ts';
import { tellDone, tellRefused } from '../../ui/toast.ts';
import { told } from './told.ts';

/** What can be done about jobs that have failed. */
export function useJobActions() {
  const queries = useQueryClient();
  const reread = () => queries.invalidateQueries({ queryKey: ['jobs', 'list'] });
  const retried = useRef(new Set<string>());
  const retry = useMutation({
    mutationFn: ({ id }: FailedJob) => client.jobs.retry({ params: { id } }),
    onSuccess: () => tellDone('It is being done again. Should it fail again, it comes back here.'),
    onError: (error, { id }) => {
      retried.current.delete(id);
      tellRefused(error);
    },
    onSettled: reread,
  });
  /** A second click comes before the list has lost the job: it is no second wish. Put back, a job has another id. */
  const retryOnce = (job: FailedJob, onDone?: () => void) => {
    if (retried.current.has(job.id)) return;
    retried.current.add(job.id);
    retry.mutate(job, { onSuccess: onDone });
  };
  const discard = useMutation({
    mutationFn: ({ id }: FailedJob) => client.jobs.discard({ params: { id } }),
    onSettled: reread,
  });
  const retryAll = useMutation({
    mutationFn: (task: string | undefined) => client.jobs.retryAll({ body: task === undefined ? {} : { task } }),
    onSuccess: ({ retried, remaining }) => tellDone(told(retried, remaining, 'being done again')),
    onError: tellRefused,
    onSettled: reread,
  });
  const discardAll = useMutation({
    mutationFn: (task: string) => client.jobs.discardAll({ body: { task } }),
    onSuccess: ({ discarded, remaining }) => tellDone(told(discarded, remaining, 'forgotten')),
    onSettled: reread,
  });
  return { retry, retryOnce, discard, retryAll, discardAll };
}
export type JobActions = ReturnType<typeof useJobActions>;
