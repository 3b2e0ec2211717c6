import { useRef, useState } from 'react';
import { type SteadyRows, steadyRows } from './steady-rows.ts';

/** How far down a list is scrolled when somebody is reading in it. */
const reading_from_px = 160;

interface Held<Row> extends SteadyRows<Row> {
  /** Of the element around the list: whether somebody is at it. */
  hold: {
    onPointerEnter: () => void;
    onPointerLeave: () => void;
    onFocus: () => void;
    onBlur: () => void;
  };
  /** Shows what waits. */
  letIn: () => void;
  /** What came in last while the list was before somebody's eyes; null where nothing did. */
  newest: Row | null;
}

/**
 * Rows as they are before somebody's eyes: they change where they stand, and nothing comes in or leaves while a pointer or
 * the keyboard is at the list, or one has scrolled into it.
 *
 * @param of names the list; another one begins anew.
 */
export function useSteadyRows<Row extends { id: string }>(fresh: readonly Row[], of: string): Held<Row> {
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const shown = useRef<{ of: string; rows: readonly Row[] } | null>(null);
  const newest = useRef<Row | null>(null);
  const [, setTurn] = useState(0);
  const isHeld = isPointed || isFocused || scrollY > reading_from_px;
  const before = shown.current?.of === of ? shown.current.rows : null;
  const steady = steadyRows(before, fresh, isHeld);
  const hasGrown = !isHeld && steadyRows(before, fresh, true).waiting > 0;
  if (hasGrown) newest.current = fresh[0] ?? null;
  shown.current = { of, rows: steady.rows };
  const letIn = () => {
    shown.current = null;
    setTurn((turn) => turn + 1);
    scrollTo({ top: 0 });
  };
  const hold = {
    onPointerEnter: () => setPointed(true),
    onPointerLeave: () => setPointed(false),
    onFocus: () => setFocused(true),
    onBlur: () => setFocused(false),
  };
  return { ...steady, hold, letIn, newest: newest.current };
}
