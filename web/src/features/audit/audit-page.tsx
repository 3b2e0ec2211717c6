import { Button, Drawer } from '@mantine/core';
import { changesIn, type LogEvent } from '@orderhouse/contracts';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../lib/client.ts';
import { eventWords } from '../../lib/event-words.ts';
import { useStore } from '../../lib/store.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { ExportButton } from '../../ui/export-button.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { Empty } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { Actor } from './actor.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { Changes } from './changes.tsx';
import { EventDetails } from './event-details.tsx';
import { filtersOf, logQuery } from './log-query.ts';
import { detailsIn } from './readable.ts';
import { SubjectLink } from './subject-link.tsx';
import { useNews } from './use-news.ts';

const route = getRouteApi('/audit-log');
const shown_max = 3;

/** What changed, or, where nothing did, what else there is to tell. */
function Told({ event }: { event: LogEvent }) {
  const store = useStore();
  if (changesIn(event).length > 0) return <Changes event={event} max={shown_max} />;
  const details = detailsIn(event.data, store).slice(0, shown_max);
  return <>{details.map(([label, words]) => `${label}: ${words}`).join(' · ')}</>;
}

/** Who did what and when, newest first; what it was before, and after. */
export function AuditPage() {
  const search = route.useSearch();
  const store = useStore();
  const queries = useQueryClient();
  const log = logQuery(search, store);
  const query = useInfiniteQuery(log);
  const { news, forget } = useNews((query.data?.pages.length ?? 0) <= 1, query.refetch);
  const [opened, setOpened] = useState<LogEvent | null>(null);
  const isFiltered = Object.keys(search).length > 0;
  const all = (
    <LinkButton to="/audit-log" search={{}} variant="default">
      Show everything
    </LinkButton>
  );
  return (
    <Page
      title="Audit log"
      about="Who did what and when. What is in it is never changed or deleted."
      actions={
        <ExportButton
          what="the audit log"
          open={({ format, signal }) =>
            client.exports.events({ query: { format, ...filtersOf(search, store), sort: '-position' }, signal })
          }
        />
      }
    >
      <AuditFilters />
      <div role="status">
        {news > 0 && (
          <Button
            variant="default"
            size="xs"
            mb="sm"
            onClick={() => {
              forget();
              void queries.resetQueries({ queryKey: log.queryKey });
            }}
          >
            Something new happened: show it
          </Button>
        )}
      </div>
      <PagedList
        query={query}
        empty={
          isFiltered ? (
            <Empty title="Nothing like that happened" action={all}>
              No entry of the log fits all of these filters.
            </Empty>
          ) : (
            <Empty title="Nothing has happened yet" />
          )
        }
      >
        {(rows) => (
          <DataTable
            caption="Audit log"
            rows={rows}
            idOf={({ position }) => position}
            columns={[
              {
                label: 'When',
                cell: ({ occurred_at }) => <Time at={occurred_at} />,
              },
              { label: 'Who', cell: (event) => <Actor {...event} /> },
              { label: 'What', cell: ({ type }) => eventWords[type] },
              { label: 'Of', cell: (event) => <SubjectLink {...event} /> },
              { label: 'Before and after', cell: (event) => <Told event={event} /> },
              {
                label: 'Details',
                isAction: true,
                cell: (event) => (
                  <Button size="xs" variant="default" onClick={() => setOpened(event)}>
                    Details
                  </Button>
                ),
              },
            ]}
          />
        )}
      </PagedList>
      <Drawer
        opened={opened !== null}
        onClose={() => setOpened(null)}
        position="right"
        size="lg"
        title={opened && eventWords[opened.type]}
      >
        {opened && <EventDetails event={opened} />}
      </Drawer>
    </Page>
  );
}
