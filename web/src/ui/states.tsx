import { Button, Title } from '@mantine/core';
import { OrderhouseError } from '@orderhouse/contracts';
import type { ReactNode } from 'react';
import { referenceOf, wordsOf } from '../lib/problem-words.ts';
import { LinkButton } from './link-button.tsx';
import { BarePage } from './page.tsx';
import classes from './states.module.css';

interface StateProps {
  title: string;
  children?: ReactNode;
  /** What can be done next. */
  action?: ReactNode;
  /** Whether it is all that a page has: it is its heading then. */
  isPage?: boolean;
}

/** A list or page without anything in it, and why, and what to do about it. */
export function Empty({ title, children, action, isPage = false }: StateProps) {
  return (
    <div className={classes.state}>
      <Title order={isPage ? 1 : 2} size="h2">
        {title}
      </Title>
      {children !== undefined && <p className={classes.words}>{children}</p>}
      {action}
    </div>
  );
}

interface NotFoundProps {
  what?: string;
  isPage?: boolean;
}

/** Said on a page that has a heading of its own. */
export function NotFound({ what = 'There is nothing here', isPage = false }: NotFoundProps) {
  return (
    <Empty title={what} action={<LinkButton to="/">To the shop</LinkButton>} isPage={isPage}>
      It may have been removed, or the address may have a mistake in it.
    </Empty>
  );
}

/** A whole page, for an address that leads to nothing. */
export function NotFoundPage({ what = 'There is nothing here' }: Pick<NotFoundProps, 'what'>) {
  return (
    <BarePage title={what}>
      <NotFound what={what} isPage />
    </BarePage>
  );
}

const notYours = 'This room is not for your account';

function Forbidden({ isPage = false }: Pick<NotFoundProps, 'isPage'>) {
  return (
    <Empty title={notYours} action={<LinkButton to="/">To the shop</LinkButton>} isPage={isPage}>
      If you think that it should be, ask whoever runs the store.
    </Empty>
  );
}

/** A whole page, for somebody who is known and may not enter. */
export function ForbiddenPage() {
  return (
    <BarePage title={notYours}>
      <Forbidden isPage />
    </BarePage>
  );
}

/** Why something could not be shown, and a way to try again. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  if (error instanceof OrderhouseError && error.code === 'not_found') return <NotFound />;
  if (error instanceof OrderhouseError && error.code === 'forbidden') return <Forbidden />;
  const reference = referenceOf(error);
  return (
    <div className={classes.state} role="alert">
      <Title order={2}>This could not be loaded</Title>
      <p className={classes.words}>{wordsOf(error)}</p>
      {retry && (
        <Button variant="default" onClick={retry}>
          Try again
        </Button>
      )}
      {reference !== null && <span className={classes.reference}>Reference {reference}</span>}
    </div>
  );
}
