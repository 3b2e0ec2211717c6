import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useSession } from '../../lib/session.ts';

/** Leaves a door for where one was going, once one is signed in; also when another tab was where that happened. */
export function useGoOn(return_to: string | undefined): void {
  const { history } = useRouter();
  const { status } = useSession();
  const isIn = status === 'signed-in';
  useEffect(() => {
    if (isIn) history.replace(return_to ?? '/');
  }, [isIn, history, return_to]);
}
