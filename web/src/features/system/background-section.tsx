import { Button, Title } from '@mantine/core';
import type { BackgroundReport } from '@orderhouse/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { Facts } from '../../ui/facts.tsx';
import { tellRefused } from '../../ui/toast.ts';
import { rowsOfReport } from './report-rows.ts';
import classes from './system.module.css';

function Report({ report }: { report: BackgroundReport }) {
  return (
    <div role="status">
      <Facts of={rowsOfReport(report)} />
      {!report.complete && <p>There was more to do than one run does. Run it again.</p>}
    </div>
  );
}

/** Does now what the store does by itself every so often, and says what that was. */
export function BackgroundSection() {
  const queries = useQueryClient();
  const run = useMutation({
    mutationFn: () => client.background.trigger(),
    onError: tellRefused,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['orders'] }),
  });
  return (
    <section className={classes.section}>
      <Title order={2}>Background work</Title>
      <p>
        Every minute orders that have waited long enough go to processing, and every hour what is kept for a time only
        is deleted. Nobody has to do it by hand, but one can.
      </p>
      <div>
        <Button variant="default" loading={run.isPending} onClick={() => run.mutate()}>
          Do it now
        </Button>
      </div>
      {run.data && <Report report={run.data} />}
    </section>
  );
}
