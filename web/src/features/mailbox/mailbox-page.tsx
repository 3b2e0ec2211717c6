import { Select } from '@mantine/core';
import { notificationKinds, notificationStates } from '@orderhouse/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { client } from '../../lib/client.ts';
import { given } from '../../lib/search-params.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { ExportButton } from '../../ui/export-button.tsx';
import { Filters } from '../../ui/filters.tsx';
import { LinkButton, TextLink } from '../../ui/link-button.tsx';
import { OneThing } from '../../ui/one-thing.tsx';
import { Page } from '../../ui/page.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { PersonSelect } from '../../ui/person-select.tsx';
import { Empty } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { MailDrawer } from './mail-drawer.tsx';
import { MailState } from './mail-state.tsx';
import { kindWords, stateWords } from './mail-words.ts';
import { mailsQuery } from './queries.ts';
import type { MailboxSearch } from './search.ts';

const route = getRouteApi('/mailbox');

type Change = { [K in keyof MailboxSearch]: MailboxSearch[K] | undefined };

function useFilter() {
  const navigate = route.useNavigate();
  return (change: Change, isStep = false) =>
    void navigate({ search: (was) => given({ ...was, ...change }), replace: !isStep });
}

function MailFilters() {
  const { kind, state, recipient_id, subject_id } = route.useSearch();
  const filter = useFilter();
  return (
    <Filters>
      <Select
        label="About"
        placeholder="Anything"
        clearable
        data={notificationKinds.map((value) => ({ value, label: kindWords[value] }))}
        value={kind ?? null}
        onChange={(value) => filter({ kind: (value ?? undefined) as MailboxSearch['kind'] })}
      />
      <Select
        label="State"
        placeholder="Any"
        clearable
        data={notificationStates.map((value) => ({ value, label: stateWords[value].word }))}
        value={state ?? null}
        onChange={(value) => filter({ state: (value ?? undefined) as MailboxSearch['state'] })}
      />
      <PersonSelect label="To" value={recipient_id} onPick={(id) => filter({ recipient_id: id })} />
      {subject_id && <OneThing what="Order or product" release={() => filter({ subject_id: undefined })} />}
    </Filters>
  );
}

const everything = (
  <LinkButton to="/mailbox" search={{}} variant="default">
    Show all mail
  </LinkButton>
);

/** What was mailed to whom; where mail goes to files, what stands in it. */
export function MailboxPage() {
  const search = route.useSearch();
  const filter = useFilter();
  const { mail, ...filters } = search;
  const query = useInfiniteQuery(mailsQuery(search));
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <Page
      title="Mailbox"
      about="Every mail that the store has sent, or is trying to."
      actions={
        <ExportButton
          what="mail"
          open={({ format, signal }) => client.exports.notifications({ query: { format, ...filters }, signal })}
        />
      }
    >
      <MailFilters />
      <PagedList
        query={query}
        empty={
          isFiltered ? (
            <Empty title="No such mail" action={everything}>
              Nothing that was sent fits all of these filters.
            </Empty>
          ) : (
            <Empty title="No mail yet">The first goes out when somebody orders.</Empty>
          )
        }
      >
        {(rows) => (
          <DataTable
            caption="Mail"
            rows={rows}
            idOf={({ id }) => id}
            columns={[
              {
                label: 'Subject',
                cell: ({ id, kind, mail_subject }) => (
                  <TextLink to="/mailbox" search={{ ...filters, mail: id }} resetScroll={false}>
                    {mail_subject ?? kindWords[kind]}
                  </TextLink>
                ),
              },
              { label: 'To', cell: ({ recipient_email }) => recipient_email },
              { label: 'About', cell: ({ kind }) => kindWords[kind] },
              { label: 'State', cell: (row) => <MailState mail={row} /> },
              { label: 'When', cell: ({ sent_at, created_at }) => <Ago at={sent_at ?? created_at} /> },
            ]}
          />
        )}
      </PagedList>
      <MailDrawer id={mail} onClose={() => filter({ mail: undefined })} />
    </Page>
  );
}
