import { Checkbox, Input } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { eventWords } from '../../lib/event-words.ts';
import { type EventGroup, eventGroups, inOrder, toggleGroup, type WebhookType } from './event-groups.ts';
import classes from './webhooks.module.css';

interface EventTypesFieldProps {
  value: WebhookType[];
  onChange: (types: WebhookType[]) => void;
  error?: ReactNode;
}

function Group({ group, value, onChange }: { group: EventGroup } & Omit<EventTypesFieldProps, 'error'>) {
  const chosen = group.types.filter((type) => value.includes(type));
  // Open or closed stays as whoever looks at it leaves it.
  const [isOpen] = useState(chosen.length > 0);
  const toggle = (type: WebhookType) =>
    onChange(value.includes(type) ? value.filter((one) => one !== type) : inOrder([...value, type]));
  return (
    <details className={classes.group} open={isOpen}>
      <summary>
        <span className={classes.groupTitle}>{group.title}</span>
        <span className={classes.count}>
          {chosen.length} of {group.types.length}
        </span>
      </summary>
      <div className={classes.types}>
        <Checkbox
          label={<strong>All of these</strong>}
          checked={chosen.length === group.types.length}
          indeterminate={chosen.length > 0 && chosen.length < group.types.length}
          onChange={() => onChange(toggleGroup(value, group))}
        />
        {group.types.map((type) => (
          <Checkbox key={type} label={eventWords[type]} checked={value.includes(type)} onChange={() => toggle(type)} />
        ))}
      </div>
    </details>
  );
}

/** Chooses what an endpoint is told of, by what it is about. */
export function EventTypesField({ value, onChange, error }: EventTypesFieldProps) {
  return (
    <fieldset className={classes.fieldset} aria-invalid={error ? true : undefined} tabIndex={-1}>
      <legend>What it is told of</legend>
      {eventGroups.map((group) => (
        <Group key={group.title} group={group} value={value} onChange={onChange} />
      ))}
      {error && <Input.Error>{error}</Input.Error>}
    </fieldset>
  );
}
