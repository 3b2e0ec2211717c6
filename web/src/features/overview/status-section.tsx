import { Title } from '@mantine/core';
import type { StatusCount } from '@orderhouse/contracts';
import { Count } from '../../ui/count.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { Money } from '../../ui/money.tsx';
import { OrderState } from '../../ui/status.tsx';
import classes from './overview.module.css';

/** How many orders are in which state: bars, and the numbers that they stand for. */
export function StatusSection({ counts, isOwn }: { counts: readonly StatusCount[]; isOwn: boolean }) {
  const most = Math.max(1, ...counts.map(({ orders }) => orders));
  return (
    <section className={classes.section} aria-labelledby="by-status">
      <Title order={2} id="by-status">
        {isOwn ? 'Your parts of orders' : 'Orders by state'}
      </Title>
      <ul className={classes.bars}>
        {counts.map(({ status, orders, total }) => (
          <li key={status} className={classes.barRow}>
            <TextLink to="/orders" search={{ status }} c="inherit">
              <OrderState status={status} />
            </TextLink>
            <span className={classes.count}>
              <Count of={orders} />
            </span>
            <span className={classes.sum}>
              <Money minor={total} />
            </span>
            <span className={classes.track} aria-hidden="true">
              <span className={classes.fill} style={{ inlineSize: `${(orders / most) * 100}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
