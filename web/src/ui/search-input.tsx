import { TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';

interface SearchInputProps extends Omit<TextInputProps, 'value' | 'defaultValue' | 'onChange'> {
  /** What stands in the address. */
  value: string | undefined;
  /** Called when nothing has been typed for a moment; `undefined` for nothing. */
  onSearch: (text: string | undefined) => void;
}

const settled_ms = 250;

/** A text by which a list is filtered as one types. It follows the address, as when one goes back. */
export function SearchInput({ value = '', onSearch, ...input }: SearchInputProps) {
  const [text, setText] = useState(value);
  const [sent, setSent] = useState(value);
  const [seen, setSeen] = useState(value);
  if (value !== seen) {
    setSeen(value);
    // What was sent from here is no news, and more may have been typed since.
    if (value !== sent) {
      setText(value);
      setSent(value);
    }
  }
  const send = useDebouncedCallback((next: string) => {
    setSent(next);
    onSearch(next === '' ? undefined : next);
  }, settled_ms);
  const type = (next: string) => {
    setText(next);
    send(next.trim());
  };
  return (
    <TextInput type="search" {...input} value={text} onChange={({ currentTarget }) => type(currentTarget.value)} />
  );
}
