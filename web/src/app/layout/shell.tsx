import { AppShell, Burger } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useRouter, useRouterState } from '@tanstack/react-router';
import { Suspense, useEffect, useRef } from 'react';
import { useLiveUpdates } from '../../lib/live.ts';
import { lazyPart } from '../../lib/load-code.ts';
import { useMay, useSession } from '../../lib/session.ts';
import { useStore } from '../../lib/store.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { AccountMenu } from './account-menu.tsx';
import { CartLink } from './cart-link.tsx';
import { ColorSchemeButton } from './color-scheme-button.tsx';
import { LiveNotice } from './live-notice.tsx';
import { Navigation } from './navigation.tsx';
import { PaletteButton } from './palette-button.tsx';
import classes from './shell.module.css';

const SessionEnded = lazyPart(() => import('./session-ended.tsx'));

/** Whoever reads by ear or keyboard begins at the top of a page that was just entered. */
function useFocusOnEntry() {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const entered = useRef(path);
  useEffect(() => {
    if (path === undefined || entered.current === path) return;
    if (entered.current !== undefined) main.current?.focus({ preventScroll: true });
    entered.current = path;
  }, [path]);
  return main;
}

/** Somebody else is here than before, or as somebody else: whether they may be in this room is asked again. */
function useRoomForWhoIsHere(asker: string) {
  const router = useRouter();
  const asked = useRef(asker);
  useEffect(() => {
    if (asked.current === asker) return;
    asked.current = asker;
    void router.invalidate();
  }, [asker, router]);
}

/** What is around every room. */
export function Shell() {
  const [isOpen, { toggle, close }] = useDisclosure();
  const { name } = useStore();
  const { user, status } = useSession();
  const sells = useMay('reports:read');
  const main = useFocusOnEntry();
  useLiveUpdates();
  useRoomForWhoIsHere(`${user?.id} ${user?.role}`);
  return (
    <AppShell
      header={{ height: 56 }}
      {...(sells && { navbar: { width: 220, breakpoint: 'md', collapsed: { mobile: !isOpen } } })}
      padding={0}
    >
      <a href="#main" className={classes.skip}>
        Skip to the content
      </a>
      <AppShell.Header>
        <div className={classes.header}>
          {sells && (
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="md"
              size="sm"
              aria-label="Rooms"
              aria-expanded={isOpen}
            />
          )}
          <Link to="/" className={classes.name}>
            <span>{name}</span>
          </Link>
          <div className={classes.space} />
          <PaletteButton />
          {user?.role === 'customer' && (
            <LinkButton to="/orders" variant="subtle" color="gray" px="xs">
              My orders
            </LinkButton>
          )}
          {(user === null || user.role === 'customer') && <CartLink />}
          <ColorSchemeButton />
          <AccountMenu />
        </div>
      </AppShell.Header>
      {sells && (
        <AppShell.Navbar className={classes.navbar} p="xs">
          <AppShell.Section grow style={{ overflowY: 'auto' }}>
            <Navigation onEnter={close} />
          </AppShell.Section>
          <LiveNotice />
        </AppShell.Navbar>
      )}
      <AppShell.Main id="main" className={classes.main} ref={main} tabIndex={-1}>
        {!sells && <LiveNotice />}
        {/* Nothing that one person typed stands before the next. */}
        <Outlet key={user?.id ?? 'visitor'} />
      </AppShell.Main>
      {status === 'ended' && (
        <Suspense>
          <SessionEnded />
        </Suspense>
      )}
    </AppShell>
  );
}
