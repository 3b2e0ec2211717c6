import { Title } from '@mantine/core';
import type { User } from '@orderhouse/contracts';
import { TextLink } from '../../ui/link-button.tsx';
import classes from './users.module.css';

/** Where else in the store somebody is to be found. */
export function TracesSection({ user }: { user: User }) {
  return (
    <div className={classes.section}>
      <Title order={2}>Elsewhere</Title>
      <TextLink to="/mailbox" search={{ recipient_id: user.id }}>
        Mail to them
      </TextLink>
      <TextLink to="/audit-log" search={{ actor_id: user.id }}>
        What they did
      </TextLink>
      <TextLink to="/audit-log" search={{ subject_type: 'user', subject_id: user.id }}>
        What was done to their account
      </TextLink>
    </div>
  );
}
