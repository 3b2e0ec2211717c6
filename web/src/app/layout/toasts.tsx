import { useNotifications } from '@mantine/notifications';
import { Suspense, useRef } from 'react';
import { lazyPart } from '../../lib/load-code.ts';

const Notifications = lazyPart(() => import('./notifications.tsx'));

/** What was done and what was refused, in a corner; fetched when there is something to tell first. */
export function Toasts() {
  const { notifications } = useNotifications();
  const isWanted = useRef(false);
  isWanted.current ||= notifications.length > 0;
  if (!isWanted.current) return null;
  return (
    <Suspense>
      <Notifications />
    </Suspense>
  );
}
