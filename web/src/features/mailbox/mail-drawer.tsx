import { Drawer, SegmentedControl, Skeleton, Stack } from '@mantine/core';
import type { NotificationWithMail } from '@orderhouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Facts } from '../../ui/facts.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { Person } from '../../ui/person.tsx';
import { Raw } from '../../ui/raw.tsx';
import { Failure } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { MailState } from './mail-state.tsx';
import { headersOf, kindWords } from './mail-words.ts';
import classes from './mailbox.module.css';
import { mailQuery } from './queries.ts';

type Way = 'page' | 'text' | 'headers' | 'source';
const ways: { value: Way; label: string }[] = [
  { value: 'page', label: 'As it looks' },
  { value: 'text', label: 'Text' },
  { value: 'headers', label: 'Headers' },
  { value: 'source', label: 'Source' },
];

/**
 * The message itself. Its page is shown in a frame of its own that may nothing: no script runs in it, no form is sent, it
 * leads nowhere, and nothing is fetched for it, as it is under the policy of this page too.
 */
function Message({ subject, mail }: { subject: string; mail: NonNullable<NotificationWithMail['mail']> }) {
  const [way, setWay] = useState<Way>('page');
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="How the mail is shown"
        data={ways}
        value={way}
        onChange={(value) => setWay(value as Way)}
      />
      {way === 'page' && <iframe className={classes.page} sandbox="" srcDoc={mail.html} title={`Mail: ${subject}`} />}
      {way === 'text' && <Raw>{mail.text}</Raw>}
      {way === 'headers' && <Facts of={headersOf(mail.source)} />}
      {way === 'source' && <Raw>{mail.source}</Raw>}
    </Stack>
  );
}

/** The way to what a mail is about. */
function About({ kind, subject_type, subject_id }: NotificationWithMail) {
  const words = kindWords[kind];
  if (subject_type === 'order') {
    return (
      <TextLink to="/orders/$orderId" params={{ orderId: subject_id }}>
        {words}
      </TextLink>
    );
  }
  return <>{words}</>;
}

function Letter({ letter }: { letter: NotificationWithMail }) {
  const { recipient_id, recipient_email, mail, mail_subject, kind, attempts, last_error, created_at, sent_at } = letter;
  const isSecret = kind === 'password_reset';
  return (
    <Stack gap="md">
      <Facts
        of={[
          [
            'To',
            <div key="to" className={classes.to}>
              <Person id={recipient_id} otherwise={recipient_email} />
              <span>{recipient_email}</span>
            </div>,
          ],
          ['About', <About key="about" {...letter} />],
          ['State', <MailState key="state" mail={letter} />],
          [sent_at ? 'Sent' : 'Begun', <Time key="at" at={sent_at ?? created_at} />],
          ...(attempts > 1 ? [['Attempts', attempts] as const] : []),
          ...(last_error === null ? [] : [[sent_at ? 'Why it failed before' : 'Why it failed', last_error] as const]),
        ]}
      />
      {letter.state === 'failed' && (
        <p className={classes.hint}>
          It was tried until there was no use in it.{' '}
          <TextLink to="/failed-jobs" underline="always" search={{ task: 'mail.send' }}>
            Try again in the failed jobs
          </TextLink>
        </p>
      )}
      {mail && <Message subject={mail_subject ?? kindWords[kind]} mail={mail} />}
      {!mail && letter.state !== 'sending' && (
        <p className={classes.hint}>
          {isSecret
            ? 'What stands in it is for its recipient alone: it holds a link that sets another password.'
            : 'What stood in it is not kept here: mail goes to a mail server, or its file is gone.'}
        </p>
      )}
    </Stack>
  );
}

function DrawerBody({ id }: { id: string }) {
  const { data, error, isPending, refetch } = useQuery(mailQuery(id));
  if (isPending) {
    return (
      <Stack role="status" aria-label="Loading">
        <Skeleton height={160} />
        <Skeleton height={480} />
      </Stack>
    );
  }
  return data ? <Letter letter={data} /> : <Failure error={error} retry={() => void refetch()} />;
}

/** Reads one mail, beside the list that it stands in. */
export function MailDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const { data } = useQuery({ ...mailQuery(id ?? ''), enabled: id !== undefined });
  const title = id === undefined ? '' : (data?.mail_subject ?? (data && kindWords[data.kind]) ?? 'Mail');
  return (
    <Drawer opened={id !== undefined} onClose={onClose} position="right" size="xl" title={title}>
      {id !== undefined && <DrawerBody id={id} />}
    </Drawer>
  );
}
