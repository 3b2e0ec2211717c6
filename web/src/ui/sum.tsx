import type { ReactNode } from 'react';
import { Money } from './money.tsx';
import classes from './sum.module.css';

/** What everything above it comes to. */
export function Sum({ children, ...amount }: { children: ReactNode; minor: number; currency?: string }) {
  return (
    <p className={classes.sum}>
      <span>{children}</span>
      <Money {...amount} />
    </p>
  );
}
