import { Alert, Progress } from '@mantine/core';
import type { Import } from '@orderhouse/contracts';
import { useStore } from '../../lib/store.ts';
import { Count } from '../../ui/count.tsx';
import classes from './imports.module.css';
import { isUnderWay } from './queries.ts';
import { sentenceOf } from './sentence.ts';
import { figuresOf, verdictOf } from './words.ts';

function Figures({ row }: { row: Import }) {
  return (
    <dl className={classes.figures}>
      {figuresOf(row).map(({ label, count, isBad = false }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd data-bad={isBad}>
            <Count of={count} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Underway({ row: { status, dry_run, rows_done, rows_total } }: { row: Import }) {
  const isCounted = rows_total !== null && rows_total > 0;
  return (
    <div className={classes.progress}>
      <p className={classes.verdict} role="status">
        {status === 'waiting' && 'It waits until the imports before it are done.'}
        {status === 'running' && (dry_run ? 'The file is being checked. Nothing changes.' : 'It is being brought in.')}
      </p>
      <Progress
        value={isCounted ? (rows_done / rows_total) * 100 : 100}
        animated={status === 'running' && !isCounted}
        aria-label={isCounted ? `${rows_done} of ${rows_total} rows` : 'The file is being read'}
      />
      <p className={classes.dimmed}>
        {isCounted ? (
          <>
            <Count of={rows_done} /> of <Count of={rows_total} /> rows
          </>
        ) : (
          'The file is read once to its end, before anything is written.'
        )}
      </p>
    </div>
  );
}

/** What of an import is to be told now: how far it is, its verdict, why it ended. */
export function Outcome({ row }: { row: Import }) {
  const { locale } = useStore();
  const { status, dry_run, problem, notes } = row;
  return (
    <>
      {isUnderWay(row) && <Underway row={row} />}
      {status === 'finished' && (
        <p className={classes.verdict} role="status">
          {dry_run && 'Nothing was changed yet. '}
          {verdictOf(row, locale)}
        </p>
      )}
      {status === 'failed' && (
        <Alert color="red" variant="light" role="alert" mb="md" title="The file could not be brought in">
          {sentenceOf(problem ?? 'something went wrong on our side')}
        </Alert>
      )}
      {status === 'cancelled' && (
        <p className={classes.verdict} role="status">
          {dry_run ? 'The check was stopped.' : 'It was stopped. What was brought in before is here and stays.'}
        </p>
      )}
      {(status !== 'failed' || row.rows_done > 0) && status !== 'waiting' && <Figures row={row} />}
      {notes.length > 0 && (
        <ul className={classes.notes}>
          {notes.map((note) => (
            <li key={note}>{sentenceOf(note)}</li>
          ))}
        </ul>
      )}
    </>
  );
}
