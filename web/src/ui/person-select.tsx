import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { User } from '@orderhouse/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { client } from '../lib/client.ts';
import { personQuery } from '../lib/people.ts';

interface PersonSelectProps {
  label: string;
  placeholder?: string;
  /** Id of the account that is chosen. */
  value: string | undefined;
  onPick: (id: string | undefined) => void;
  /** Roles of whom it may be, comma-separated; anybody unless given. */
  ofRole?: string;
  description?: string;
  error?: ReactNode;
}

const settled_ms = 200;
const found_max = 10;
const labelOf = ({ full_name, email }: Pick<User, 'full_name' | 'email'>) => `${full_name} · ${email}`;

/** Finds an account of the store by a few letters of a name or an address. */
export function PersonSelect({ value, onPick, ofRole, placeholder = 'Anybody', ...field }: PersonSelectProps) {
  const [text, setText] = useState('');
  const chosen = useQuery({ ...personQuery(value ?? ''), enabled: value !== undefined });
  const chosenLabel = chosen.data && value !== undefined ? labelOf(chosen.data) : undefined;
  const [q] = useDebouncedValue(text === chosenLabel ? '' : text.trim(), settled_ms);
  const found = useQuery({
    queryKey: ['users', 'like', q, ofRole],
    queryFn: ({ signal }) =>
      client.users.list({ query: { limit: found_max, ...(q && { q }), ...(ofRole && { role: ofRole }) }, signal }),
    placeholderData: keepPreviousData,
  });
  const people = (found.data?.data ?? []).filter(({ id }) => id !== value);
  const all = chosen.data && value !== undefined ? [chosen.data, ...people] : people;
  return (
    <Select
      {...field}
      placeholder={placeholder}
      data={all.map((user) => ({ value: user.id, label: labelOf(user) }))}
      value={value ?? null}
      onChange={(id) => onPick(id ?? undefined)}
      onSearchChange={setText}
      searchable
      clearable
      // What is found was sought by the server.
      filter={({ options }) => options}
      nothingFoundMessage="Nobody of that name"
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
    />
  );
}
