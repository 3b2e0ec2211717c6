import { Anchor, Skeleton, Title } from '@mantine/core';
import type { Health } from '@orderhouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { DataTable } from '../../ui/data-table.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Page } from '../../ui/page.tsx';
import { Failure } from '../../ui/states.tsx';
import { Status } from '../../ui/status.tsx';
import { Time } from '../../ui/time.tsx';
import { BackgroundSection } from './background-section.tsx';
import { partStates, wordsOfHealth, wordsOfPart } from './health-words.ts';
import { healthQuery } from './queries.ts';
import classes from './system.module.css';

function HealthReport({ health }: { health: Health }) {
  const { parts, version, environment, timestamp } = health;
  return (
    <>
      <p className={classes.whole} role="status">
        {wordsOfHealth(health)}
      </p>
      <DataTable
        caption="Parts of the system"
        rows={Object.entries(parts)}
        idOf={([name]) => name}
        columns={[
          { label: 'Part', cell: ([name]) => wordsOfPart(name).name },
          { label: 'State', cell: ([, { status }]) => <Status {...partStates[status]} /> },
          { label: 'For', cell: ([name, { detail }]) => detail ?? wordsOfPart(name).about },
        ]}
      />
      <div className={classes.facts}>
        <Facts
          of={[
            ['Version', version],
            ['Environment', environment],
            ['Asked', <Time key="at" at={timestamp} />],
          ]}
        />
      </div>
    </>
  );
}

/** Whether everything that the store needs works, and what can be done by hand. */
export function SystemPage() {
  const { data, error, isPending, refetch } = useQuery(healthQuery);
  return (
    <Page title="System" about="The state of each part, asked every ten seconds." isNarrow>
      <div className={classes.sections}>
        <section className={classes.section}>
          <Title order={2}>Health</Title>
          {isPending && <Skeleton height={200} role="status" aria-label="Loading" />}
          {data && !error && <HealthReport health={data} />}
          {error && <Failure error={error} retry={() => void refetch()} />}
        </section>
        <BackgroundSection />
        <section className={classes.section}>
          <Title order={2}>For programmers</Title>
          <p>Everything that can be done here can be done by programs too: this app uses the same API.</p>
          <ul className={classes.links}>
            <li>
              <Anchor href="/docs">API reference</Anchor>
            </li>
            <li>
              <Anchor href="/openapi.json">OpenAPI document</Anchor>
            </li>
            <li>
              <Anchor href="/health">Health, as programs read it</Anchor>
            </li>
          </ul>
        </section>
      </div>
    </Page>
  );
}
