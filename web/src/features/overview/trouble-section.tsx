import { useQuery } from '@tanstack/react-query';
import { TextLink } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import classes from './overview.module.css';
import { importsQuery, troubleQuery } from './queries.ts';

const counted = (count: number, one: string, many: string) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/** What went wrong in the store and waits for an admin; nothing at all when nothing did. */
export function TroubleSection() {
  const { data } = useQuery(troubleQuery);
  if (!data || data.jobs + data.mails + data.webhooks === 0) return null;
  return (
    <Notice tone="bad" title="Needs a look">
      <ul className={classes.trouble}>
        {data.jobs > 0 && (
          <li>
            <TextLink to="/failed-jobs">{counted(data.jobs, 'job has failed', 'jobs have failed')}</TextLink>
          </li>
        )}
        {data.mails > 0 && (
          <li>
            <TextLink to="/mailbox" search={{ state: 'failed' }}>
              {counted(data.mails, 'mail could not be sent', 'mails could not be sent')}
            </TextLink>
          </li>
        )}
        {data.webhooks > 0 && (
          <li>
            <TextLink to="/webhooks">
              {counted(data.webhooks, 'webhook does not arrive', 'webhooks do not arrive')}
            </TextLink>
          </li>
        )}
      </ul>
    </Notice>
  );
}

/** An import of a vendor that came to nothing. */
export function FailedImports() {
  const { data } = useQuery(importsQuery);
  const [failed] = (data?.data ?? []).filter(({ status }) => status === 'failed');
  if (failed === undefined) return null;
  return (
    <Notice tone="bad" title="An import has failed">
      <TextLink to="/imports/$importId" params={{ importId: failed.id }}>
        See what was wrong with it
      </TextLink>
    </Notice>
  );
}
