import { useInfiniteQuery } from '@tanstack/react-query';
import { useStore } from '../../lib/store.ts';
import { Count } from '../../ui/count.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { Ago } from '../../ui/time.tsx';
import { adjustmentsOf } from './queries.ts';
import classes from './stock.module.css';
import { reasonWords, signed } from './words.ts';

/** How the stock of a variant came about, newest first. */
export function History({ variantId }: { variantId: string }) {
  const { locale } = useStore();
  const query = useInfiniteQuery(adjustmentsOf(variantId));
  return (
    <PagedList
      query={query}
      empty={<p className={classes.dimmed}>Nothing was adjusted yet. Orders stand elsewhere.</p>}
    >
      {(rows) => (
        <ol className={classes.history}>
          {rows.map(({ id, delta, reason, note, stock, created_at }) => (
            <li key={id}>
              <span className={classes.delta}>{signed(delta, locale)}</span>
              <span>
                {reasonWords[reason]}
                {note && <span className={classes.note}>{note}</span>}
              </span>
              <span className={classes.after}>
                <Count of={stock} /> then · <Ago at={created_at} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </PagedList>
  );
}
