import { Autocomplete, Button, Group } from '@mantine/core';
import type { FailedJob } from '@orderhouse/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { client } from '../../lib/client.ts';
import { given } from '../../lib/search-params.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { ExportButton } from '../../ui/export-button.tsx';
import { Filters } from '../../ui/filters.tsx';
import { LinkButton, TextLink } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { Empty } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { JobDrawer } from './job-drawer.tsx';
import classes from './jobs.module.css';
import { failedJobs } from './queries.ts';
import { knownTasks, wordsOfTask } from './task-words.ts';
import { type JobActions, useJobActions } from './use-job-actions.ts';

const route = getRouteApi('/failed-jobs');

function PageActions({ task, actions, isAny }: { task: string | undefined; actions: JobActions; isAny: boolean }) {
  if (!isAny) return null;
  return (
    <>
      {task !== undefined && (
        <ConfirmButton
          question={`Forget all failed jobs of “${wordsOfTask(task)}”?`}
          consequence="What they were to do is not done."
          verb="Forget all"
          act={() => actions.discardAll.mutateAsync(task)}
        >
          Forget all of this task…
        </ConfirmButton>
      )}
      <Button loading={actions.retryAll.isPending} onClick={() => actions.retryAll.mutate(task)}>
        {task === undefined ? 'Do all again' : 'Do all of this task again'}
      </Button>
    </>
  );
}

function RowActions({ job, actions }: { job: FailedJob; actions: JobActions }) {
  return (
    <Group gap="xs" wrap="nowrap" justify="flex-end">
      <Button size="xs" variant="default" onClick={() => actions.retryOnce(job)}>
        Do it again
      </Button>
      <ConfirmButton
        size="xs"
        question="Forget this job?"
        consequence="What it was to do is not done."
        verb="Forget it"
        act={() => actions.discard.mutateAsync(job)}
      >
        Forget…
      </ConfirmButton>
    </Group>
  );
}

/** Jobs that have failed for good: what they were to do, why they could not, and doing them again. */
export function JobsPage() {
  const { task, job } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(failedJobs(given({ task })));
  const actions = useJobActions();
  const isAny = (query.data?.pages[0]?.data.length ?? 0) > 0;
  const filter = (next: string) => void navigate({ search: next === '' ? {} : { task: next }, replace: true });
  const close = () => void navigate({ search: given({ task }) });
  return (
    <Page
      title="Failed jobs"
      about="What was tried until there was no use in it, and waits for somebody."
      actions={
        <>
          <ExportButton
            what="failed jobs"
            open={({ format, signal }) => client.exports.jobs({ query: { format, ...given({ task }) }, signal })}
          />
          <PageActions task={task} actions={actions} isAny={isAny} />
        </>
      }
    >
      <Filters>
        <Autocomplete
          label="Task"
          placeholder="Any"
          clearable
          data={[...knownTasks]}
          renderOption={({ option: { value } }) => (
            <span>
              {wordsOfTask(value)} <span className={classes.task}>{value}</span>
            </span>
          )}
          value={task ?? ''}
          onChange={filter}
        />
      </Filters>
      <PagedList
        query={query}
        empty={
          task === undefined ? (
            <Empty title="Nothing has failed">
              Whatever the store had to do in the background is done or under way.
            </Empty>
          ) : (
            <Empty
              title="Nothing of this task has failed"
              action={
                <LinkButton to="/failed-jobs" search={{}} variant="default">
                  Show all failed jobs
                </LinkButton>
              }
            />
          )
        }
      >
        {(rows) => (
          <DataTable
            caption="Failed jobs"
            rows={rows}
            idOf={({ id }) => id}
            columns={[
              {
                label: 'Task',
                cell: ({ id, task: name }) => (
                  <TextLink to="/failed-jobs" search={{ ...given({ task }), job: id }} resetScroll={false}>
                    {wordsOfTask(name)}
                  </TextLink>
                ),
              },
              { label: 'Why', cell: ({ last_error }) => <span className={classes.why}>{last_error}</span> },
              { label: 'Attempts', cell: ({ attempts }) => attempts, isNumber: true },
              { label: 'Failed', cell: ({ failed_at }) => <Ago at={failed_at} /> },
              { label: 'Actions', isAction: true, cell: (row) => <RowActions job={row} actions={actions} /> },
            ]}
          />
        )}
      </PagedList>
      <JobDrawer id={job} actions={actions} onClose={close} />
    </Page>
  );
}
