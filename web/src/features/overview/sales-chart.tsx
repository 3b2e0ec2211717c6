import type { SalesDay } from '@orderhouse/contracts';
import { memo } from 'react';
import { formatCount } from '../../lib/formats.ts';
import { formatMoney } from '../../lib/money.ts';
import { useStore } from '../../lib/store.ts';
import { BarChart } from './bar-chart.tsx';
import { labelOf, shortMoney } from './chart-format.ts';
import classes from './overview.module.css';
import type { Span } from './search.ts';

interface SalesChartProps {
  span: Span;
  points: readonly SalesDay[];
}

/**
 * Revenue and orders, one above the other over the same days, so that each has its own scale. It is drawn anew when its
 * points change, and not with all that is around it.
 */
export const SalesChart = memo(function SalesChart({ span, points }: SalesChartProps) {
  const { currency, locale } = useStore();
  const label = (day: string) => labelOf(day, span, locale);
  const count = (orders: number) => formatCount(orders, locale);
  return (
    <div className={classes.charts}>
      <BarChart
        title="Revenue"
        bars={points.map(({ day, revenue }) => ({ label: label(day), value: revenue }))}
        height_px={176}
        steps_max={4}
        short={(minor) => shortMoney(minor, { currency, locale })}
        long={(minor) => formatMoney(minor, { currency, locale })}
      />
      <BarChart
        title="Orders"
        bars={points.map(({ day, orders }) => ({ label: label(day), value: orders }))}
        height_px={80}
        steps_max={2}
        isWhole
        hasLabels
        short={count}
        long={count}
      />
    </div>
  );
});
