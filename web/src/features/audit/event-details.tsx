import { Title } from '@mantine/core';
import { changesIn, type LogEvent } from '@orderhouse/contracts';
import { subjectWords } from '../../lib/event-words.ts';
import { useStore } from '../../lib/store.ts';
import { Facts } from '../../ui/facts.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { Raw } from '../../ui/raw.tsx';
import { Time } from '../../ui/time.tsx';
import { Actor } from './actor.tsx';
import classes from './audit.module.css';
import { Changes } from './changes.tsx';
import { detailsIn } from './readable.ts';
import { SubjectLink } from './subject-link.tsx';

/** Everything that the log knows of one event. */
export function EventDetails({ event }: { event: LogEvent }) {
  const store = useStore();
  const { subject_type, subject_id, occurred_at, id, type, data } = event;
  return (
    <div className={classes.drawer}>
      <Facts
        of={[
          ['When', <Time key="at" at={occurred_at} />],
          ['Who', <Actor key="actor" {...event} />],
          [subjectWords[subject_type], <SubjectLink key="subject" {...event} />],
          ...detailsIn(data, store),
          ['Entry', `${id} · ${type}`],
        ]}
      />
      {changesIn(event).length > 0 && (
        <section>
          <Title order={3}>Before and after</Title>
          <Changes event={event} />
        </section>
      )}
      <TextLink to="/audit-log" search={{ subject_type, subject_id }}>
        Everything that happened to it
      </TextLink>
      <section>
        <Title order={3}>As the log has it</Title>
        <Raw>{JSON.stringify(data, null, 2)}</Raw>
      </section>
    </div>
  );
}
