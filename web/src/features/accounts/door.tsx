import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useStore } from '../../lib/store.ts';
import { useWindowTitle } from '../../ui/page.tsx';
import classes from './account.module.css';

interface DoorProps {
  title: string;
  about?: ReactNode;
  children: ReactNode;
  /** Where else one may have wanted to go. */
  ways?: ReactNode;
}

/** The frame of the rooms in which one becomes known: a few fields, and nothing else to look at. */
export function Door({ title, about, children, ways }: DoorProps) {
  const { name } = useStore();
  useWindowTitle(title);
  return (
    <div className={classes.door}>
      <Title order={1}>{title}</Title>
      <p className={classes.about}>{about ?? name}</p>
      {children}
      {ways !== undefined && <div className={classes.ways}>{ways}</div>}
    </div>
  );
}
