import type { ReactNode } from 'react';
import classes from './filters.module.css';

/** The row of fields above a list that say what of it is shown. */
export function Filters({ children }: { children: ReactNode }) {
  return (
    <search className={classes.filters} aria-label="Filters">
      {children}
    </search>
  );
}
