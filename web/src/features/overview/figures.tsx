import type { StoreSummary } from '@orderhouse/contracts';
import type { ReactNode } from 'react';
import { counted } from '../../lib/counted.ts';
import { Count } from '../../ui/count.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { Money } from '../../ui/money.tsx';
import classes from './overview.module.css';
import { TrendNote } from './trend.tsx';

function Figure({ label, note, children }: { label: string; note: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.figure}>
      <dt>{label}</dt>
      <dd className={classes.value}>{children}</dd>
      <dd className={classes.note}>{note}</dd>
    </div>
  );
}

/** A number of which there may be more than were counted. */
function AtLeast({ of, isExact }: { of: number; isExact: boolean }) {
  return (
    <>
      <Count of={of} />
      {!isExact && '+'}
    </>
  );
}

const week = 'the 7 days before';

/** Today and this week, in numbers. */
export function Figures({ summary }: { summary: StoreSummary }) {
  const { today, yesterday, last_7_days, previous_7_days, products, stock } = summary;
  return (
    <section aria-label="Figures">
      <p className="visually-hidden" role="status">
        {counted(today.orders, 'order', 'orders')} today
      </p>
      <dl className={classes.figures}>
        <Figure
          label="Revenue today"
          note={
            <>
              Yesterday <Money minor={yesterday.revenue} />
            </>
          }
        >
          <Money minor={today.revenue} />
        </Figure>
        <Figure
          label="Orders today"
          note={
            <>
              Yesterday <Count of={yesterday.orders} />
            </>
          }
        >
          <Count of={today.orders} />
        </Figure>
        <Figure
          label="Revenue, 7 days"
          note={<TrendNote now={last_7_days.revenue} before={previous_7_days.revenue} than={week} />}
        >
          <Money minor={last_7_days.revenue} />
        </Figure>
        <Figure
          label="Orders, 7 days"
          note={<TrendNote now={last_7_days.orders} before={previous_7_days.orders} than={week} />}
        >
          <Count of={last_7_days.orders} />
        </Figure>
        <Figure
          label="Products on sale"
          note={
            stock.sold_out + stock.low === 0 ? (
              products.active === 0 ? (
                'None yet'
              ) : (
                'Enough of everything'
              )
            ) : (
              <TextLink to="/manage/stock" search={{ low: true }}>
                <AtLeast of={stock.sold_out} isExact={stock.is_exact} /> sold out,{' '}
                <AtLeast of={stock.low} isExact={stock.is_exact} /> low
              </TextLink>
            )
          }
        >
          <AtLeast of={products.active} isExact={products.is_exact} />
        </Figure>
      </dl>
    </section>
  );
}
