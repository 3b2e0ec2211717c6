import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { WebhookEndpoint } from '@orderhouse/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../lib/client.ts';
import { sendOrReread } from '../../lib/record-form.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { FormDrawer } from '../../ui/form-dialog.tsx';
import { tellDone, tellRefused } from '../../ui/toast.ts';
import { EndpointForm } from './endpoint-form.tsx';
import { endpointQuery } from './queries.ts';
import { RotateSecret } from './rotate-secret.tsx';
import { SecretModal } from './secret-modal.tsx';
import { shortUrl } from './webhook-words.ts';

function useEndpoint({ id, version }: WebhookEndpoint) {
  const queries = useQueryClient();
  const { queryKey } = endpointQuery(id);
  const reread = () => queries.invalidateQueries({ queryKey: ['webhooks'] });
  const update = useMutation({
    mutationFn: (body: Parameters<typeof client.webhookEndpoints.update>[0]['body']) =>
      sendOrReread(
        () => client.webhookEndpoints.update({ params: { id }, ...(body && { body }), ifVersion: version }),
        reread,
      ),
    onSuccess: (saved) => queries.setQueryData(queryKey, saved),
  });
  const test = useMutation({
    mutationFn: () => client.webhookEndpoints.test({ params: { id } }),
    onSuccess: () => tellDone('A test is on its way. It stands first among the deliveries.'),
    onError: tellRefused,
    onSettled: reread,
  });
  const remove = () =>
    sendOrReread(() => client.webhookEndpoints.remove({ params: { id }, ifVersion: version }), reread);
  return { update, test, remove };
}

/** What can be done with an endpoint. */
export function EndpointActions({ endpoint }: { endpoint: WebhookEndpoint }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { update, test, remove } = useEndpoint(endpoint);
  const [isEditing, { open, close }] = useDisclosure();
  const [secret, setSecret] = useState<string | null>(null);
  const { is_enabled, url, description, event_types } = endpoint;
  const turn = () =>
    update.mutate(
      { is_enabled: !is_enabled },
      {
        onSuccess: () => tellDone(is_enabled ? 'Nothing is sent there any more.' : 'It is told again of what happens.'),
        onError: tellRefused,
      },
    );
  const removeAndLeave = async () => {
    await remove();
    tellDone(`Nothing is sent to ${shortUrl(url)} any more.`);
    await navigate({ to: '/webhooks' });
    await queries.invalidateQueries({ queryKey: ['webhooks', 'list'] });
  };
  return (
    <>
      <Button loading={test.isPending} onClick={() => test.mutate()}>
        Send a test
      </Button>
      <Button variant="default" onClick={open}>
        Edit…
      </Button>
      <Button variant="default" loading={update.isPending && !isEditing} onClick={turn}>
        {is_enabled ? 'Switch off' : 'Switch on'}
      </Button>
      <RotateSecret endpoint={endpoint} onRotated={setSecret} />
      <ConfirmButton
        question="Delete this webhook?"
        consequence="Nothing is sent there any more, and what was sent cannot be looked at here."
        verb="Delete"
        act={removeAndLeave}
      >
        Delete…
      </ConfirmButton>
      <FormDrawer opened={isEditing} onClose={close} size="lg" title="Edit the webhook">
        <EndpointForm
          initialValues={{ url, description, event_types: [...event_types] }}
          verb="Save"
          send={(body) => update.mutateAsync(body)}
          onDone={() => {
            close();
            tellDone('Saved.');
          }}
        />
      </FormDrawer>
      <SecretModal secret={secret} onClose={() => setSecret(null)} />
    </>
  );
}
