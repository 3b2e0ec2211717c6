import { type Asker, may } from '@orderhouse/contracts';
import type { AnyRouter } from '@tanstack/react-router';
import type { RoomGroup, RoomSign } from '../room.ts';

export interface SignedRoom extends RoomSign {
  path: string;
}

/** @returns the rooms that somebody may enter, in the order of the routes: the navigation has no list of its own. */
export function roomsOf(router: AnyRouter, asker: Asker): SignedRoom[] {
  const found: SignedRoom[] = [];
  for (const { fullPath, options } of Object.values(router.routesByPath)) {
    const { permission, sign } = options.staticData ?? {};
    if (sign && (permission === undefined || may(asker, permission))) found.push({ ...sign, path: fullPath });
  }
  return found;
}

export const groupWords: Readonly<Record<Exclude<RoomGroup, 'shop'>, string>> = { selling: 'Selling', store: 'Store' };
