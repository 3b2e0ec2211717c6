import type { UseFormReturnType } from '@mantine/form';
import { useEffect, useState } from 'react';
import { isCode } from './problem-words.ts';

/** @returns the fields that differ between two states of a thing, by what they hold. */
export function fieldsThatDiffer<Values extends Record<string, unknown>>(one: Values, other: Values): string[] {
  return Object.keys(one).filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]));
}

/**
 * Keeps a form in step with the thing that it edits, which others edit too: an untouched form shows the newest state; in
 * one that was typed in, nothing is replaced unasked.
 *
 * @param current the values that the thing has now
 * @returns the fields that others changed since, and what takes theirs over
 */
export function useRecordForm<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  current: Values,
): { changed: string[]; takeOver: () => void } {
  const [base, setBase] = useState(current);
  const changed = fieldsThatDiffer(base, current);
  const isTouched = form.isDirty();
  const show = (values: Values) => {
    setBase(values);
    form.setInitialValues(values);
    form.setValues(values);
    form.resetDirty(values);
  };
  const isBehind = changed.length > 0 && !isTouched;
  useEffect(() => {
    if (isBehind) show(current);
  }, [isBehind]);
  return { changed: isTouched ? changed : [], takeOver: () => show(current) };
}

/**
 * Sends a change of a thing that others edit too. Where they were faster it is refused, and read again: what they wrote is
 * then shown beside what was typed, and the next try is for that state.
 *
 * @param reread resolves once the thing is known as it is now.
 */
export async function sendOrReread<Answer>(send: () => Promise<Answer>, reread: () => Promise<void>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    if (isCode(error, 'precondition_failed')) await reread();
    throw error;
  }
}
