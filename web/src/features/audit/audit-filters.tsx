import { Select, TextInput } from '@mantine/core';
import { eventSubjects, eventTypes } from '@orderhouse/contracts';
import { getRouteApi } from '@tanstack/react-router';
import { eventWords, subjectWords } from '../../lib/event-words.ts';
import { given } from '../../lib/search-params.ts';
import { Filters } from '../../ui/filters.tsx';
import { OneThing } from '../../ui/one-thing.tsx';
import { PersonSelect } from '../../ui/person-select.tsx';
import type { AuditSearch } from './search.ts';
import { typesOf } from './types-of.ts';

const route = getRouteApi('/audit-log');

/** What of the log is shown. */
export function AuditFilters() {
  const { subject_type, subject_id, type, actor_id, from, to } = route.useSearch();
  const navigate = route.useNavigate();
  const filter = (change: { [K in keyof AuditSearch]: AuditSearch[K] | undefined }) =>
    void navigate({ search: (was) => given({ ...was, ...change }), replace: true });
  const types = subject_type ? typesOf(subject_type) : eventTypes;
  return (
    <Filters>
      <Select
        label="About"
        placeholder="Anything"
        clearable
        data={eventSubjects.map((value) => ({ value, label: subjectWords[value] }))}
        value={subject_type ?? null}
        onChange={(value) =>
          filter({
            subject_type: (value ?? undefined) as AuditSearch['subject_type'],
            subject_id: undefined,
            type: undefined,
          })
        }
      />
      <Select
        label="What happened"
        placeholder="Anything"
        clearable
        searchable
        data={types.map((value) => ({ value, label: eventWords[value] }))}
        value={type ?? null}
        onChange={(value) => filter({ type: (value ?? undefined) as AuditSearch['type'] })}
      />
      <PersonSelect label="Who" value={actor_id} onPick={(id) => filter({ actor_id: id })} />
      <TextInput
        label="From"
        type="date"
        value={from ?? ''}
        {...(to && { max: to })}
        onChange={({ currentTarget: { value } }) => filter({ from: value || undefined })}
      />
      <TextInput
        label="Up to and including"
        type="date"
        value={to ?? ''}
        {...(from && { min: from })}
        onChange={({ currentTarget: { value } }) => filter({ to: value || undefined })}
      />
      {subject_id && (
        <OneThing
          what={subject_type ? subjectWords[subject_type] : 'Thing'}
          release={() => filter({ subject_id: undefined })}
        />
      )}
    </Filters>
  );
}
