import { Skeleton, Stack, Title } from '@mantine/core';
import type { Order } from '@orderhouse/contracts';
import { useQueries, useQuery } from '@tanstack/react-query';
import { personQuery } from '../../lib/people.ts';
import { useSession } from '../../lib/session.ts';
import { useStore } from '../../lib/store.ts';
import { Failure } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import classes from './order-timeline.module.css';
import { timelineQuery } from './queries.ts';
import { type TimelineEntry, timelineOf } from './timeline.ts';

/** @returns the names of those who had a hand in the order, for an admin, who may know them. */
function useNames(ids: readonly string[], isAdmin: boolean): ReadonlyMap<string, string> {
  const people = useQueries({ queries: isAdmin ? ids.map((id) => personQuery(id)) : [] });
  return new Map(people.flatMap(({ data }) => (data ? [[data.id, data.full_name] as const] : [])));
}

function useTimeline(order: Order) {
  const { user } = useSession();
  const { locale } = useStore();
  const query = useQuery(timelineQuery(order.id));
  const actors =
    query.data?.filter(({ actor_role }) => actor_role !== 'customer').map(({ actor_id }) => actor_id) ?? [];
  const vendors = order.fulfillments.map(({ vendor_id }) => vendor_id);
  const ids = [...new Set([...actors, ...vendors])].filter((id) => id !== null);
  const names = useNames(ids, user?.role === 'admin');
  const entries: TimelineEntry[] =
    query.data && user ? timelineOf(query.data, order, { id: user.id, role: user.role, locale, names }) : [];
  return { query, entries };
}

/** What happened to an order so far, the newest first. */
export function OrderTimeline({ order }: { order: Order }) {
  const { query, entries } = useTimeline(order);
  return (
    <section aria-labelledby="timeline">
      <Title order={2} id="timeline" mb="xs">
        What happened
      </Title>
      {query.isPending && (
        <Stack gap="xs" role="status" aria-label="Loading what happened">
          <Skeleton height={20} width="70%" />
          <Skeleton height={20} width="50%" />
        </Stack>
      )}
      {query.error && !query.data && <Failure error={query.error} retry={() => void query.refetch()} />}
      <ol className={classes.timeline} reversed>
        {entries.toReversed().map(({ id, at, words, detail }) => (
          <li key={id}>
            <span>{words}</span>
            {detail !== null && <span className={classes.detail}>{detail}</span>}
            <small>
              <Time at={at} />
            </small>
          </li>
        ))}
      </ol>
    </section>
  );
}
