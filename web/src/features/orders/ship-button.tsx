import { Autocomplete, Button, type ButtonProps, Stack, TextInput } from '@mantine/core';
import { useDisclosure, useLocalStorage } from '@mantine/hooks';
import { api, type Order } from '@orderhouse/contracts';
import { useContractForm, withoutBlanks } from '../../lib/contract-form.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { FormModal } from '../../ui/form-dialog.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { tellDone } from '../../ui/toast.ts';
import { useOrderActions } from './use-order-actions.ts';

const carriers_max = 6;

/** Asks with whom a parcel goes and by which number, and ships it. The carrier of last time stands there already. */
function ShipForm({ order, onDone }: { order: Order; onDone: () => void }) {
  const { move } = useOrderActions(order);
  const [carriers, setCarriers] = useLocalStorage<string[]>({
    key: 'orderhouse.carriers',
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: api.orders.updateStatus.body,
    initialValues: { carrier: carriers[0] ?? '', tracking_number: '' },
    toBody: ({ carrier, tracking_number }) => ({
      status: 'shipped' as const,
      ...withoutBlanks({ carrier: carrier.trim(), tracking_number: tracking_number.trim() }),
    }),
    send: (body) => move.mutateAsync(body),
    onDone: (shipped) => {
      const used = form.getValues().carrier.trim();
      if (used !== '') setCarriers([used, ...carriers.filter((other) => other !== used)].slice(0, carriers_max));
      tellDone(`Order ${shipped.number} is on its way.`);
      onDone();
    },
    keepsChanges: false,
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <Autocomplete
          label="Carrier"
          description="May be left empty"
          data={carriers}
          maxLength={100}
          {...form.getInputProps('carrier')}
        />
        <TextInput
          label="Tracking number"
          description="The customer is shown it"
          maxLength={100}
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('tracking_number')}
        />
        <FormProblem problem={problem} />
        <FormButtons verb="Ship" keep="Not yet" onKeep={onDone} isSending={isSending} />
      </Stack>
    </form>
  );
}

/** Ships an order, or one's part of it. */
export function ShipButton({ order, ...button }: { order: Order } & ButtonProps) {
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      <Button {...button} onClick={open}>
        Ship…
      </Button>
      <FormModal opened={isOpen} onClose={close} title={`Ship order ${order.number}`}>
        <ShipForm order={order} onDone={close} />
      </FormModal>
    </>
  );
}
