import { may, type Permission } from '@orderhouse/contracts';
import { lazyRouteComponent, type ParsedLocation, redirect } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { loadRoom } from '../lib/load-code.ts';
import { currentSession, sessionReady } from '../lib/session.ts';

/** In what part of the navigation a room stands; those of the shop and of oneself are reached from the top of the page. */
export type RoomGroup = 'selling' | 'store' | 'shop';

/** What the navigation and the command palette show of a room. */
export interface RoomSign {
  label: string;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  group: RoomGroup;
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** Who may enter; anybody where there is none. */
    permission?: Permission;
    sign?: RoomSign;
  }
}

/** Somebody who is known, and may not. */
export class ForbiddenRoom extends Error {}

/**
 * Options of a route that only those with a permission enter; the navigation shows it to the same. Who is not signed in
 * does so first, and comes back.
 */
export function room(permission: Permission, sign?: RoomSign) {
  return {
    staticData: { permission, ...(sign && { sign }) },
    beforeLoad: async ({ location }: { location: ParsedLocation }) => {
      await sessionReady();
      const { status, user } = currentSession();
      if (status === 'visitor') throw redirect({ to: '/sign-in', search: { return_to: location.href } });
      if (!may(user.role, permission)) throw new ForbiddenRoom();
    },
  };
}

/** The page of a room, fetched when it is entered, or pointed at. */
export const lazyRoom: typeof lazyRouteComponent = (load, name) => lazyRouteComponent(() => loadRoom(load), name);
