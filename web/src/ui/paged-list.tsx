import { Button, Center, Skeleton, Stack } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure } from './states.tsx';

export interface CursorPage<Row> {
  data: Row[];
  next_cursor: string | null;
}

interface PagedListProps<P extends CursorPage<unknown>> {
  query: UseInfiniteQueryResult<InfiniteData<P>>;
  /** What stands there when there is nothing: another word where filters are the reason. */
  empty: ReactNode;
  /** What stands there until it is known; grey lines unless said otherwise. */
  skeleton?: ReactNode;
  children: (rows: P['data'], first: P) => ReactNode;
}

const lines = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'];

/** Grey lines where rows will be. */
export function RowsSkeleton({ label = 'Loading' }: { label?: string }) {
  return (
    <Stack gap="xs" role="status" aria-label={label}>
      {lines.map((line) => (
        <Skeleton key={line} height={40} />
      ))}
    </Stack>
  );
}

/** A list that comes page by page, in each of its states: loading, empty, refused, some rows, many rows. */
export function PagedList<P extends CursorPage<unknown>>({
  query,
  empty,
  skeleton = <RowsSkeleton />,
  children,
}: PagedListProps<P>) {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query;
  if (isPending) return skeleton;
  const first = data?.pages[0];
  // What is on the page stays there when it cannot be read anew.
  if (first === undefined) return <Failure error={error} retry={() => void refetch()} />;
  const rows: P['data'] = data?.pages.flatMap((page) => page.data) ?? [];
  if (rows.length === 0 && !hasNextPage) return empty;
  return (
    <>
      {children(rows, first)}
      {error && <Failure error={error} retry={() => void (hasNextPage ? fetchNextPage() : refetch())} />}
      {hasNextPage && !error && (
        <Center mt="lg">
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show more
          </Button>
        </Center>
      )}
    </>
  );
}

/** How the pages of a list follow each other. */
export const byCursor = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next_cursor }: { next_cursor: string | null }) => next_cursor ?? undefined,
};
