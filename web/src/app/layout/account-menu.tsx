import { IconLogout, IconUser } from '@tabler/icons-react';
import { Link, useNavigate, useRouter, useRouterState } from '@tanstack/react-router';
import { useRef } from 'react';
import { newKey } from '../../lib/attempt.ts';
import { signOut, useSession } from '../../lib/session.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { tellRefused } from '../../ui/toast.ts';
import classes from './account-menu.module.css';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Which wish to sign out led here. */
    leaving?: string;
  }
}

/** Who is here, and the way in and out. The browser's own popover: it is there before anything else is loaded. */
export function AccountMenu() {
  const { user } = useSession();
  const navigate = useNavigate();
  const router = useRouter();
  const href = useRouterState({ select: ({ location }) => location.href });
  const menu = useRef<HTMLDivElement>(null);
  if (user === null) {
    const isThere = href.startsWith('/sign-in') || href.startsWith('/register');
    return (
      <LinkButton to="/sign-in" search={isThere ? {} : { return_to: href }} variant="default" size="sm">
        Sign in
      </LinkButton>
    );
  }
  const close = () => menu.current?.hidePopover();
  const leave = async () => {
    close();
    // The way out first: a room that needs an account would ask for one.
    const leaving = newKey();
    await navigate({ to: '/', state: { leaving }, replace: href === '/' });
    // A form may have been asked about, and stayed with: the next way from it is another one.
    if (router.state.location.state.leaving === leaving) await signOut().catch(tellRefused);
  };
  return (
    <>
      <button
        type="button"
        className={classes.button}
        popoverTarget="account-menu"
        aria-label={`Account of ${user.full_name}`}
      >
        <IconUser size={18} stroke={1.6} aria-hidden="true" />
      </button>
      <div id="account-menu" ref={menu} popover="auto" className={classes.menu}>
        <p className={classes.who}>
          {user.full_name}
          <br />
          {user.email}
        </p>
        <Link to="/profile" className={classes.item} onClick={close}>
          <IconUser size={16} stroke={1.6} aria-hidden="true" />
          Profile
        </Link>
        <button type="button" className={classes.item} onClick={() => void leave()}>
          <IconLogout size={16} stroke={1.6} aria-hidden="true" />
          Sign out
        </button>
      </div>
    </>
  );
}
