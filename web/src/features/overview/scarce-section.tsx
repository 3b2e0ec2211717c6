import { Title } from '@mantine/core';
import type { StockLevel } from '@orderhouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { Count } from '../../ui/count.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { RowsSkeleton } from '../../ui/paged-list.tsx';
import { Failure } from '../../ui/states.tsx';
import { Status } from '../../ui/status.tsx';
import classes from './overview.module.css';
import { scarceQuery } from './queries.ts';

function Level({ level: { product_id, product_name, title, stock } }: { level: StockLevel }) {
  return (
    <li className={classes.scarce}>
      <span className={classes.scarceName}>
        <TextLink to="/manage/products/$productId" params={{ productId: product_id }}>
          {product_name}
        </TextLink>
        {title !== '' && <span className={classes.dimmed}> {title}</span>}
      </span>
      {stock === 0 ? (
        <Status tone="bad" word="Sold out" />
      ) : (
        <span>
          <Count of={stock} /> left
        </span>
      )}
    </li>
  );
}

/** What runs low, the scarcest first. */
export function ScarceSection() {
  const { data, error, isPending, refetch } = useQuery(scarceQuery);
  return (
    <section className={classes.section} aria-labelledby="scarce">
      <div className={classes.head}>
        <Title order={2} id="scarce">
          Running low
        </Title>
        {data?.next_cursor && (
          <TextLink to="/manage/stock" search={{ low: true }}>
            All of it
          </TextLink>
        )}
      </div>
      {isPending && <RowsSkeleton />}
      {data && data.data.length === 0 && <p className={classes.dimmed}>There is enough of everything.</p>}
      {data && data.data.length > 0 && (
        <ul className={classes.list}>
          {data.data.map((level) => (
            <Level key={level.id} level={level} />
          ))}
        </ul>
      )}
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
    </section>
  );
}
