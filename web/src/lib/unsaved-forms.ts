import { createContext, useContext, useEffect, useRef } from 'react';

/** The forms of a dialog: each says whether something in it was typed and not saved. */
export type UnsavedForms = Set<() => boolean>;
export const UnsavedFormsContext = createContext<UnsavedForms | null>(null);

/** Lets the dialog around a form ask before it is closed over what was typed. */
export function useUnsavedForm(isUnsaved: () => boolean): void {
  const forms = useContext(UnsavedFormsContext);
  const current = useRef(isUnsaved);
  current.current = isUnsaved;
  useEffect(() => {
    const ask = () => current.current();
    forms?.add(ask);
    return () => {
      forms?.delete(ask);
    };
  }, [forms]);
}
