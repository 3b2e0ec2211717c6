import { changesIn, type LogEvent } from '@orderhouse/contracts';
import { useStore } from '../../lib/store.ts';
import classes from './audit.module.css';
import { nameOfField, readable } from './readable.ts';

/** What an event changed, field by field: what it was, and what it is since. */
export function Changes({ event, max = Number.POSITIVE_INFINITY }: { event: LogEvent; max?: number }) {
  const store = useStore();
  const changes = changesIn(event);
  const rest = changes.length - max;
  return (
    <ul className={classes.changes}>
      {changes.slice(0, max).map(({ field, before, after }) => (
        <li key={field}>
          <span className={classes.field}>{nameOfField(field)}</span>{' '}
          {before === undefined && after === undefined ? (
            'changed; the log does not keep what it was'
          ) : (
            <>
              <span className="visually-hidden">was </span>
              <del className={classes.before}>{readable(field, before, store)}</del>
              <span aria-hidden="true"> → </span>
              <span className="visually-hidden">, is now </span>
              <ins className={classes.after}>{readable(field, after, store)}</ins>
            </>
          )}
        </li>
      ))}
      {rest > 0 && <li className={classes.field}>and {rest} more</li>}
    </ul>
  );
}
