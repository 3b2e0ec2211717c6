import classes from './raw.module.css';

/** Text as a machine wrote it: every character of it, wrapped where the page ends. */
export function Raw({ children }: { children: string }) {
  return <pre className={classes.raw}>{children}</pre>;
}
