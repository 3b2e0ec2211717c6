import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { api, type Order } from '@orderhouse/contracts';
import { useAttempt } from '../../lib/attempt.ts';
import { useContractForm, withoutBlanks } from '../../lib/contract-form.ts';
import { useSession } from '../../lib/session.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { FormModal } from '../../ui/form-dialog.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { Money } from '../../ui/money.tsx';
import { tellDone, tellRefused } from '../../ui/toast.ts';
import { maySettle } from './steps.ts';
import { useOrderActions } from './use-order-actions.ts';

function RecordForm({ order, onDone }: { order: Order; onDone: () => void }) {
  const { settle } = useOrderActions(order);
  const attempt = useAttempt();
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: api.orders.settlePayment.body,
    initialValues: { reference: '' },
    toBody: ({ reference }) => ({ outcome: 'approve' as const, ...withoutBlanks({ reference: reference.trim() }) }),
    send: (body) => attempt(body, (idempotencyKey) => settle.mutateAsync({ ...body, idempotencyKey })),
    onDone: () => {
      tellDone('The payment is recorded.');
      onDone();
    },
    keepsChanges: false,
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <TextInput
          label="Reference (optional)"
          description="By which you find it again, such as that of the bank"
          maxLength={200}
          data-autofocus
          {...form.getInputProps('reference')}
        />
        <FormProblem problem={problem} />
        <FormButtons verb="Record as paid" keep="Not yet" onKeep={onDone} isSending={isSending} />
      </Stack>
    </form>
  );
}

function RecordButton({ order }: { order: Order }) {
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      <Button size="xs" variant="default" onClick={open}>
        Record as paid…
      </Button>
      <FormModal opened={isOpen} onClose={close} title={`Payment of order ${order.number}`}>
        <RecordForm order={order} onDone={close} />
      </FormModal>
    </>
  );
}

function PayButton({ order }: { order: Order }) {
  const { settle } = useOrderActions(order);
  const attempt = useAttempt();
  const pay = () => {
    const body = { outcome: 'approve' as const };
    attempt(body, (idempotencyKey) => settle.mutateAsync({ ...body, idempotencyKey })).then(
      () => tellDone('Thank you, it is paid.'),
      tellRefused,
    );
  };
  return (
    <Button size="xs" loading={settle.isPending} onClick={pay}>
      Pay&nbsp;
      <Money minor={order.total} currency={order.currency} />
    </Button>
  );
}

/** Says how paying went, for those who may: an admin of any order, its customer where paying is simulated. */
export function SettlePayment({ order }: { order: Order }) {
  const { user } = useSession();
  const { settle } = useOrderActions(order);
  const attempt = useAttempt();
  if (!user || !maySettle(order, user.role)) return null;
  const isCustomer = user.role === 'customer';
  const staysOnItsWay = order.status === 'shipped' || order.status === 'delivered';
  const decline = () => {
    const body = { outcome: 'decline' as const };
    return attempt(body, (idempotencyKey) => settle.mutateAsync({ ...body, idempotencyKey }));
  };
  return (
    <Group gap="xs" mt="xs">
      {isCustomer ? <PayButton order={order} /> : <RecordButton order={order} />}
      <ConfirmButton
        size="xs"
        keep="Not now"
        question={isCustomer ? 'Have the payment declined?' : 'Record that it will not be paid?'}
        consequence={
          staysOnItsWay
            ? 'The order stays on its way; its payment has then failed.'
            : 'The order is cancelled with it, and its goods go back on the shelf.'
        }
        verb={isCustomer ? 'Decline it' : 'It will not be paid'}
        act={decline}
      >
        {isCustomer ? 'Decline' : 'Will not be paid…'}
      </ConfirmButton>
    </Group>
  );
}
