import { Button, Group, SegmentedControl, Title } from '@mantine/core';
import type { Import, ImportFault } from '@orderhouse/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../lib/client.ts';
import { collect, saveAs } from '../../lib/save-download.ts';
import { Count } from '../../ui/count.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { Empty } from '../../ui/states.tsx';
import { Status } from '../../ui/status.tsx';
import { tellRefused } from '../../ui/toast.ts';
import classes from './imports.module.css';
import { faultsOf } from './queries.ts';
import { sentenceOf } from './sentence.ts';

const columns: readonly Column<ImportFault>[] = [
  { label: 'Line', cell: ({ line_number }) => <Count of={line_number} />, isNumber: true },
  { label: 'Column', cell: ({ column }) => column ?? 'the whole row' },
  { label: 'What to know', cell: ({ reason }) => sentenceOf(reason) },
  {
    label: 'The row was',
    cell: ({ kind }) =>
      kind === 'refused' ? <Status tone="bad" word="refused" /> : <Status tone="waiting" word="taken" />,
  },
];

function DownloadRefused({ row: { id, file_name } }: { row: Import }) {
  const [isBusy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      const file = await client.imports.downloadErrors({ params: { id } });
      saveAs(await collect(file, () => undefined), file.fileName ?? `${file_name}.refused.csv`);
    } catch (error) {
      tellRefused(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button variant="default" loading={isBusy} onClick={() => void download()}>
      Download refused rows
    </Button>
  );
}

/** What is wrong with rows, by line and column, and what else is to be known of them. */
export function Faults({ row }: { row: Import }) {
  const [kind, setKind] = useState<ImportFault['kind'] | 'all'>('all');
  const query = useInfiniteQuery(faultsOf(row, kind === 'all' ? undefined : kind));
  return (
    <section className={classes.faults} aria-labelledby="faults">
      <Group justify="space-between" mb="sm">
        <Title order={2} id="faults">
          Rows to look at
        </Title>
        <Group gap="xs">
          {row.refused > 0 && row.warnings > 0 && (
            <SegmentedControl
              aria-label="Which rows"
              value={kind}
              onChange={setKind}
              data={[
                { value: 'all', label: 'All' },
                { value: 'refused', label: 'Refused' },
                { value: 'warning', label: 'Taken' },
              ]}
            />
          )}
          {row.refused > 0 && <DownloadRefused row={row} />}
        </Group>
      </Group>
      {row.refused > 0 && (
        <p className={classes.dimmed}>
          Download the refused rows, mend them, and bring that file in: the columns in front that say why are left out
          then.
        </p>
      )}
      <PagedList query={query} empty={<Empty title="None of these">Choose another sort of rows above.</Empty>}>
        {(rows) => <DataTable caption="Rows to look at" rows={rows} idOf={({ id }) => id} columns={columns} />}
      </PagedList>
    </section>
  );
}
