import { Group, Title } from '@mantine/core';
import type { Import } from '@orderhouse/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { client } from '../../lib/client.ts';
import { Count } from '../../ui/count.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { ExportButton } from '../../ui/export-button.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { Empty } from '../../ui/states.tsx';
import { Status } from '../../ui/status.tsx';
import { Ago } from '../../ui/time.tsx';
import classes from './imports.module.css';
import { keptFile } from './kept-files.ts';
import { NewImport } from './new-import.tsx';
import { allImports } from './queries.ts';
import { kindWords, stateOf } from './words.ts';

const route = getRouteApi('/imports');

const columns: readonly Column<Import>[] = [
  {
    label: 'File',
    cell: ({ id, file_name }) => (
      <TextLink to="/imports/$importId" params={{ importId: id }} c="inherit" fw={500} className={classes.file}>
        {file_name}
      </TextLink>
    ),
  },
  { label: 'Of', cell: ({ kind }) => kindWords[kind] },
  { label: 'State', cell: (row) => <Status {...stateOf(row)} /> },
  { label: 'New', cell: ({ created }) => <Count of={created} />, isNumber: true },
  { label: 'Changed', cell: ({ updated }) => <Count of={updated} />, isNumber: true },
  { label: 'Refused', cell: ({ refused }) => <Count of={refused} />, isNumber: true },
  { label: 'Brought', cell: ({ created_at }) => <Ago at={created_at} /> },
];

/** Brings in files of products and orders, and lists those that were brought. */
export function ImportsPage() {
  const { kind, again } = route.useSearch();
  const filters = kind === undefined ? {} : { kind };
  const query = useInfiniteQuery(allImports(filters));
  return (
    <Page title="Imports" about="A whole catalogue, or the orders of before, from a file.">
      <NewImport key={again} kept={keptFile(again)} />
      <section className={classes.earlier} aria-labelledby="earlier">
        <Group justify="space-between" mb="sm">
          <Title order={2} id="earlier">
            Earlier imports
          </Title>
          <ExportButton
            what="imports"
            open={({ format, signal }) => client.exports.imports({ query: { format, ...filters }, signal })}
          />
        </Group>
        <PagedList
          query={query}
          empty={<Empty title="Nothing was brought in yet">Files that you bring in are listed here for a while.</Empty>}
        >
          {(rows) => <DataTable caption="Earlier imports" rows={rows} idOf={({ id }) => id} columns={columns} />}
        </PagedList>
      </section>
    </Page>
  );
}
