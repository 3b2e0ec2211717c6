import type { ReactNode } from 'react';
import classes from './notice.module.css';
import { Status, type Tone } from './status.tsx';

interface NoticeProps {
  tone: Tone;
  title: string;
  children?: ReactNode;
  /** What can be done about it. */
  action?: ReactNode;
}

/** Something that whoever is on the page should know: calm, and with a way on. */
export function Notice({ tone, title, children, action }: NoticeProps) {
  return (
    <div className={classes.notice} role="status">
      <strong>
        <Status tone={tone} word={title} />
      </strong>
      {children !== undefined && <div className={classes.words}>{children}</div>}
      {action}
    </div>
  );
}
