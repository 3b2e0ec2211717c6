import { type Static, Type } from 'typebox';
import { route } from './route.ts';
import { ById, Id, Line, listQuery, OneOf, Page, Shape, Timestamp } from './schemas.ts';

export const jobSorts = ['-failed_at', 'failed_at'] as const;

/** The largest number of jobs that one call puts back. */
export const jobs_retried_max = 1_000;

export const FailedJob = Shape({
  id: Id,
  state: OneOf(['failed'] as const),
  task: Type.String({ description: 'What was to be done', examples: ['mail.send'] }),
  key: Type.String({ description: 'Names the effect: the same key is never done twice' }),
  payload: Type.Record(Type.String(), Type.Unknown(), {
    description: 'What the task was given: ids',
    examples: [{ event_id: 4711, kind: 'order_placed' }],
  }),
  attempts: Type.Integer({ minimum: 1, examples: [3] }),
  last_error: Type.String({ examples: ['Error: the mail server refused the connection'] }),
  failed_at: Timestamp,
});
export type FailedJob = Static<typeof FailedJob>;

const tag = 'Jobs';
const Task = (description: string) => Line(100, { description, examples: ['mail.send'] });

export const jobs = {
  list: route({
    method: 'GET',
    path: '/jobs',
    tag,
    summary: 'The store’s jobs that have failed for good, newest first',
    description: 'What waits or runs is told by `/metrics`, in numbers: it is gone before a list of it could be read.',
    permission: 'jobs:manage',
    query: listQuery(
      {
        state: Type.Optional(OneOf(['failed'] as const, { description: 'The only state that is kept' })),
        task: Type.Optional(Task('Only those of this task')),
      },
      jobSorts,
    ),
    status: 200,
    answer: Page(FailedJob),
  }),
  get: route({
    method: 'GET',
    path: '/jobs/{id}',
    tag,
    summary: 'One failed job, with what it was given and its error',
    permission: 'jobs:manage',
    params: ById,
    status: 200,
    answer: FailedJob,
    problems: ['not_found'],
  }),
  retry: route({
    method: 'POST',
    path: '/jobs/{id}/retry',
    tag,
    summary: 'Put a failed job back to be done',
    description: 'Its attempts begin anew. Should it fail again, it comes back under another id.',
    permission: 'jobs:manage',
    params: ById,
    status: 204,
    problems: ['not_found'],
  }),
  retryAll: route({
    method: 'POST',
    path: '/jobs/retry',
    tag,
    summary: 'Put the store’s failed jobs back to be done, the oldest first',
    description: `At most ${jobs_retried_max} a call; \`remaining\` tells whether to call again.`,
    permission: 'jobs:manage',
    body: Shape({ task: Type.Optional(Task('Only those of this task; otherwise all')) }),
    status: 200,
    answer: Shape({
      retried: Type.Integer({ minimum: 0, examples: [12] }),
      remaining: Type.Integer({ minimum: 0, examples: [0] }),
    }),
  }),
  discardAll: route({
    method: 'POST',
    path: '/jobs/discard',
    tag,
    summary: 'Forget the store’s failed jobs of one task, the oldest first; what they were to do is not done',
    description: `At most ${jobs_retried_max} a call; \`remaining\` tells whether to call again.`,
    permission: 'jobs:manage',
    body: Shape({ task: Task('Which; it must be named') }),
    status: 200,
    answer: Shape({
      discarded: Type.Integer({ minimum: 0, examples: [12] }),
      remaining: Type.Integer({ minimum: 0, examples: [0] }),
    }),
  }),
  discard: route({
    method: 'DELETE',
    path: '/jobs/{id}',
    tag,
    summary: 'Forget a failed job; what it was to do is not done',
    permission: 'jobs:manage',
    params: ById,
    status: 204,
    problems: ['not_found'],
  }),
};
