import { Button, type ButtonProps } from '@mantine/core';
import type { WebhookDelivery } from '@orderhouse/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { tellDone, tellRefused } from '../../ui/toast.ts';

/** Sends a delivery once more, now. */
export function ReplayButton({ delivery, ...button }: { delivery: WebhookDelivery } & ButtonProps) {
  const queries = useQueryClient();
  const replay = useMutation({
    mutationFn: () => client.webhookDeliveries.replay({ params: { id: delivery.id } }),
    onSuccess: () => tellDone('It is being sent again.'),
    onError: tellRefused,
    onSettled: () => queries.invalidateQueries({ queryKey: ['webhooks'] }),
  });
  return (
    <Button {...button} loading={replay.isPending} onClick={() => replay.mutate()}>
      Send again
    </Button>
  );
}
