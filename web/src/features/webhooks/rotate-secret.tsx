import { Button, Group, Modal, Select, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { WebhookEndpoint } from '@orderhouse/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAttempt } from '../../lib/attempt.ts';
import { client } from '../../lib/client.ts';
import { tellRefused } from '../../ui/toast.ts';
import { endpointQuery } from './queries.ts';
import classes from './webhooks.module.css';

const overlaps = [
  { value: '0', label: 'Not at all: it may be known to others' },
  { value: '3600', label: 'An hour' },
  { value: '86400', label: 'A day' },
  { value: '604800', label: 'A week' },
];

interface RotateSecretProps {
  endpoint: WebhookEndpoint;
  onRotated: (secret: string) => void;
}

/** Changes the secret that signs; the one of before signs as well for a while. */
export function RotateSecret({ endpoint: { id }, onRotated }: RotateSecretProps) {
  const queries = useQueryClient();
  const [isOpen, { open, close }] = useDisclosure();
  const [overlap, setOverlap] = useState('86400');
  const attempt = useAttempt();
  const rotate = useMutation({
    mutationFn: () =>
      attempt(overlap, (idempotencyKey) =>
        client.webhookEndpoints.rotateSecret({
          params: { id },
          body: { overlap_seconds: Number(overlap) },
          idempotencyKey,
        }),
      ),
    onSuccess: ({ secret, ...endpoint }) => {
      queries.setQueryData(endpointQuery(id).queryKey, endpoint);
      close();
      onRotated(secret);
    },
    onError: tellRefused,
  });
  return (
    <>
      <Button variant="default" onClick={open}>
        New secret…
      </Button>
      <Modal opened={isOpen} onClose={close} title="Sign with a new secret">
        <Stack gap="md">
          <p className={classes.plain}>
            While the receiver changes over, both secrets can sign. Changing twice within that time ends the first one.
          </p>
          <Select
            label="How long the former secret signs as well"
            allowDeselect={false}
            data={overlaps}
            value={overlap}
            onChange={(value) => setOverlap(value ?? overlap)}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Keep the secret
            </Button>
            <Button loading={rotate.isPending} onClick={() => rotate.mutate()}>
              Make a new one
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
