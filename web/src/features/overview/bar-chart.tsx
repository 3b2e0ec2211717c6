import { axisMarks } from './axis.ts';
import classes from './bar-chart.module.css';

interface Bar {
  /** What it stands for; told apart by it. */
  label: string;
  value: number;
}

interface BarChartProps {
  title: string;
  bars: readonly Bar[];
  height_px: number;
  steps_max: number;
  /** Whether values are counts. */
  isWhole?: boolean;
  hasLabels?: boolean;
  /** How a mark of the axis is written. */
  short: (value: number) => string;
  /** How a value is written where it is pointed at. */
  long: (value: number) => string;
}

const labels_max = 8;

/** Bars on a scale of their own. For eyes only: what it shows is to stand in a table as well. */
export function BarChart({
  title,
  bars,
  height_px,
  steps_max,
  isWhole = false,
  hasLabels = false,
  short,
  long,
}: BarChartProps) {
  const marks = axisMarks(Math.max(0, ...bars.map(({ value }) => value)), steps_max, isWhole);
  const top = marks.at(-1) || 1;
  const between = Math.ceil(bars.length / labels_max);
  return (
    <div className={classes.chart} aria-hidden="true">
      <p className={classes.title}>{title}</p>
      <div className={classes.plot} data-labels={hasLabels || undefined} style={{ blockSize: height_px }}>
        {marks.map((mark) => (
          <div key={mark} className={classes.mark} style={{ insetBlockEnd: `${(mark / top) * 100}%` }}>
            <span>{short(mark)}</span>
          </div>
        ))}
        <div className={classes.bars}>
          {bars.map(({ label, value }, index) => (
            <div key={label} className={classes.column}>
              <div className={classes.bar} style={{ blockSize: `${(value / top) * 100}%` }} />
              <div className={classes.tip} data-side={index < bars.length / 2 ? 'start' : 'end'}>
                {label} <strong>{long(value)}</strong>
              </div>
              {hasLabels && index % between === 0 && (
                <span className={classes.label} data-second={index % (2 * between) !== 0 || undefined}>
                  {label}
                </span>
              )}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
