import { Button, Code, Drawer, Group, Skeleton, Stack, Title } from '@mantine/core';
import type { FailedJob } from '@orderhouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Raw } from '../../ui/raw.tsx';
import { Failure } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { failedJob } from './queries.ts';
import { wordsOfTask } from './task-words.ts';
import type { JobActions } from './use-job-actions.ts';

interface JobDrawerProps {
  id: string | undefined;
  actions: JobActions;
  onClose: () => void;
}

function Job({ job, actions, onClose }: { job: FailedJob; actions: JobActions; onClose: () => void }) {
  const { task, key, payload, attempts, last_error, failed_at } = job;
  const forget = async () => {
    await actions.discard.mutateAsync(job);
    onClose();
  };
  return (
    <Stack gap="lg">
      <Facts
        of={[
          ['Task', <Code key="task">{task}</Code>],
          ['Failed', <Time key="at" at={failed_at} />],
          ['Attempts', attempts],
          ['Key', <Code key="key">{key}</Code>],
        ]}
      />
      <section>
        <Title order={3} mb="xs">
          Why
        </Title>
        <Raw>{last_error}</Raw>
      </section>
      <section>
        <Title order={3} mb="xs">
          What it was given
        </Title>
        <Raw>{JSON.stringify(payload, null, 2)}</Raw>
      </section>
      <Group gap="xs">
        <Button loading={actions.retry.isPending} onClick={() => actions.retryOnce(job, onClose)}>
          Do it again
        </Button>
        <ConfirmButton
          question="Forget this job?"
          consequence="What it was to do is not done."
          verb="Forget it"
          act={forget}
        >
          Forget…
        </ConfirmButton>
      </Group>
    </Stack>
  );
}

function DrawerBody({ id, ...rest }: { id: string; actions: JobActions; onClose: () => void }) {
  const { data, error, isPending, refetch } = useQuery(failedJob(id));
  if (isPending) return <Skeleton height={320} role="status" aria-label="Loading" />;
  return data ? <Job job={data} {...rest} /> : <Failure error={error} retry={() => void refetch()} />;
}

/** One failed job, beside the list that it stands in. */
export function JobDrawer({ id, actions, onClose }: JobDrawerProps) {
  const { data } = useQuery({ ...failedJob(id ?? ''), enabled: id !== undefined });
  const title = data ? wordsOfTask(data.task) : 'Failed job';
  return (
    <Drawer opened={id !== undefined} onClose={onClose} position="right" size="lg" title={title}>
      {id !== undefined && <DrawerBody id={id} actions={actions} onClose={onClose} />}
    </Drawer>
  );
}
