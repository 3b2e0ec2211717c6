import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { wordsOf } from '../lib/problem-words.ts';

/** Tells what was done. `undo` takes it back. */
export function tellDone(message: ReactNode): void {
  notifications.show({ message, autoClose: 5_000, withBorder: true });
}

/** Tells why something was not done. It stays until it was read. */
export function tellRefused(error: unknown): void {
  notifications.show({ message: wordsOf(error), color: 'red', autoClose: 12_000, withBorder: true, role: 'alert' });
}
