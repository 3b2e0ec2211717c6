import { Skeleton, Stack } from '@mantine/core';
import type { Import } from '@orderhouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { sizeOf } from '../../lib/file-size.ts';
import { useStore } from '../../lib/store.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { Failure } from '../../ui/states.tsx';
import { Status } from '../../ui/status.tsx';
import { Ago } from '../../ui/time.tsx';
import { Faults } from './faults.tsx';
import { ImportActions } from './import-actions.tsx';
import { Outcome } from './outcome.tsx';
import { oneImport } from './queries.ts';
import { formatWords, stateOf } from './words.ts';

const route = getRouteApi('/imports/$importId');

function About({ row }: { row: Import }) {
  const { locale } = useStore();
  return (
    <>
      <Status {...stateOf(row)} /> · {formatWords[row.format]} · {sizeOf(row.file_bytes, locale)} · brought{' '}
      <Ago at={row.created_at} />
    </>
  );
}

/** One import: what it would do, how far it is, what it has done, and what it refused. */
export function ImportPage() {
  const { importId } = route.useParams();
  const { data: row, error, isPending, refetch } = useQuery(oneImport(importId));
  if (isPending) {
    return (
      <Page title="Import">
        <Stack gap="md" role="status" aria-label="Loading">
          <Skeleton height={28} width={360} maw="100%" />
          <Skeleton height={64} />
          <Skeleton height={160} />
        </Stack>
      </Page>
    );
  }
  if (!row) {
    return (
      <Page title="Import">
        <Failure error={error} retry={() => void refetch()} />
      </Page>
    );
  }
  return (
    <Page
      title={row.file_name}
      about={<About row={row} />}
      actions={
        <LinkButton to="/imports" variant="default">
          Another file
        </LinkButton>
      }
    >
      <Outcome row={row} />
      <ImportActions row={row} />
      {(row.refused > 0 || row.warnings > 0) && <Faults row={row} />}
    </Page>
  );
}
