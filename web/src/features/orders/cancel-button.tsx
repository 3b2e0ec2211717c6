import { Button, type ButtonProps, Stack, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { api, type Order } from '@orderhouse/contracts';
import { useAttempt } from '../../lib/attempt.ts';
import { useContractForm } from '../../lib/contract-form.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { FormModal } from '../../ui/form-dialog.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { Money } from '../../ui/money.tsx';
import { tellDone } from '../../ui/toast.ts';
import { useOrderActions } from './use-order-actions.ts';

function CancelForm({ order, onDone }: { order: Order; onDone: () => void }) {
  const { cancel } = useOrderActions(order);
  const attempt = useAttempt();
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: api.orders.cancel.body,
    initialValues: { reason: '' },
    toBody: ({ reason }) => ({ reason: reason.trim() }),
    send: (body) => attempt(body, (idempotencyKey) => cancel.mutateAsync({ ...body, idempotencyKey })),
    onDone: ({ number }) => {
      tellDone(`Order ${number} is cancelled.`);
      onDone();
    },
    keepsChanges: false,
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <Text>
          Nothing of it will be sent.{' '}
          {order.payment_status === 'paid' && (
            <>
              <Money minor={order.total} currency={order.currency} /> will be paid back.
            </>
          )}
        </Text>
        <Textarea label="Why? (optional)" autosize minRows={2} maxLength={500} {...form.getInputProps('reason')} />
        <FormProblem problem={problem} />
        <FormButtons verb="Cancel the order" keep="Keep the order" onKeep={onDone} isSending={isSending} isFinal />
      </Stack>
    </form>
  );
}

interface CancelButtonProps extends ButtonProps {
  order: Order;
  /** Whether it is offered. What was begun is not cut off: the server says why it is too late. */
  isOffered: boolean;
}

/** Cancels an order once one is sure of it, and says why. */
export function CancelButton({ order, isOffered, ...button }: CancelButtonProps) {
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      {isOffered && (
        <Button variant="default" {...button} onClick={open}>
          Cancel order…
        </Button>
      )}
      <FormModal opened={isOpen} onClose={close} title={`Cancel order ${order.number}?`}>
        <CancelForm order={order} onDone={close} />
      </FormModal>
    </>
  );
}
