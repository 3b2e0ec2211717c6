import { Button, Group } from '@mantine/core';
import type { Import } from '@orderhouse/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { tellRefused } from '../../ui/toast.ts';
import { keptFile } from './kept-files.ts';
import { isUnderWay, oneImport } from './queries.ts';

/** What can be done next with an import, by the state that it is in. */
export function ImportActions({ row }: { row: Import }) {
  const queries = useQueryClient();
  const { id, kind, status, dry_run, created, updated } = row;
  const show = (changed: Import) => queries.setQueryData(oneImport(id).queryKey, changed);
  const reread = () => queries.invalidateQueries({ queryKey: ['imports'] });
  const run = useMutation({
    mutationFn: () => client.imports.run({ params: { id } }),
    onSuccess: show,
    onError: tellRefused,
    onSettled: reread,
  });
  const cancel = async () => {
    show(await client.imports.cancel({ params: { id } }));
    await reread();
  };
  const button = (words: string, variant = 'filled') => (
    <Button variant={variant} loading={run.isPending} onClick={() => run.mutate()}>
      {words}
    </Button>
  );
  const otherwise = keptFile(id) && dry_run && !isUnderWay(row) && (
    <LinkButton to="/imports" search={{ again: id }} variant={status === 'failed' ? 'filled' : 'default'}>
      Read it otherwise
    </LinkButton>
  );
  const isWorthIt = created + updated > 0;
  return (
    <Group gap="xs">
      {status === 'finished' && dry_run && isWorthIt && button('Bring it in')}
      {status === 'finished' && !dry_run && (
        <LinkButton to={kind === 'products' ? '/manage/products' : '/orders'}>
          {kind === 'products' ? 'See the products' : 'See the orders'}
        </LinkButton>
      )}
      {(status === 'failed' || status === 'cancelled') &&
        (dry_run ? button('Check it again', 'default') : button('Go on with it'))}
      {otherwise}
      {isUnderWay(row) && (
        <ConfirmButton
          keep="Let it go on"
          question="Stop this import?"
          consequence={dry_run ? 'The file is not checked to its end.' : 'What was brought in so far stays.'}
          verb="Stop it"
          act={cancel}
        >
          Stop
        </ConfirmButton>
      )}
    </Group>
  );
}
