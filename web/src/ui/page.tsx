import { Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useStore } from '../lib/store.ts';
import classes from './page.module.css';

interface PageProps {
  title: string;
  /** A line below the title. */
  about?: ReactNode;
  actions?: ReactNode;
  /** For running text and forms. */
  isNarrow?: boolean;
  children: ReactNode;
}

/** Names the window after the room; a frame of its own does so itself. */
export function useWindowTitle(title: string): void {
  const { name } = useStore();
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);
}

/** A page that has its heading somewhere of its own, as beside a picture: that is the page's to give. */
export function BarePage({ title, children }: Pick<PageProps, 'title' | 'children'>) {
  useWindowTitle(title);
  return <div className={classes.page}>{children}</div>;
}

/** The frame of every room: its name, in the window's title too, and what can be done in it. */
export function Page({ title, about, actions, isNarrow = false, children }: PageProps) {
  useWindowTitle(title);
  return (
    <div className={isNarrow ? `${classes.page} ${classes.narrow}` : classes.page}>
      <header className={classes.head}>
        <div>
          <Title order={1}>{title}</Title>
          {about !== undefined && <p className={classes.about}>{about}</p>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
