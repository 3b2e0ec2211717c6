import { useQuery } from '@tanstack/react-query';
import { TextLink } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { importsQuery } from './queries.ts';

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
