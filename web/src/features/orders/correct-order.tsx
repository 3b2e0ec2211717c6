import { Button, Stack, Textarea, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { api, type Order } from '@orderhouse/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { useContractForm } from '../../lib/contract-form.ts';
import { orderQuery } from '../../lib/orders.ts';
import { sendOrReread, useRecordForm } from '../../lib/record-form.ts';
import { AddressFields } from '../../ui/address-fields.tsx';
import { ChangedMeanwhile } from '../../ui/changed-meanwhile.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { FormModal } from '../../ui/form-dialog.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { tellDone } from '../../ui/toast.ts';
import { correctionOf, fieldWords, valuesOf } from './correction.ts';
import { showOrder } from './queries.ts';

function CorrectForm({ order, onDone }: { order: Order; onDone: () => void }) {
  const queries = useQueryClient();
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: api.orders.update.body,
    initialValues: valuesOf(order),
    toBody: correctionOf,
    send: (body) =>
      sendOrReread(
        () => client.orders.update({ params: { id: order.id }, body, ifVersion: order.version }),
        () => queries.invalidateQueries(orderQuery(order.id)),
      ),
    onDone: (corrected) => {
      showOrder(queries, corrected);
      tellDone('The order is corrected.');
      onDone();
    },
  });
  const { changed, takeOver } = useRecordForm(form, valuesOf(order));
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <ChangedMeanwhile fields={changed.map((field) => fieldWords[field] ?? field)} takeOver={takeOver} />
        <AddressFields bind={(field) => form.getInputProps(`shipping_address.${field}`)} />
        <TextInput label="Phone (optional)" type="tel" autoComplete="tel" {...form.getInputProps('phone')} />
        <Textarea label="Notes (optional)" autosize minRows={2} maxLength={2_000} {...form.getInputProps('notes')} />
        <FormProblem problem={problem} />
        <FormButtons verb="Save" keep="Leave it" onKeep={onDone} isSending={isSending} />
      </Stack>
    </form>
  );
}

/**
 * Corrects where an order goes, while nobody has begun to pack it.
 * @param isOffered what was begun is not cut off: the server says why it is too late.
 */
export function CorrectOrder({ order, isOffered }: { order: Order; isOffered: boolean }) {
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      {isOffered && (
        <Button size="xs" variant="default" onClick={open}>
          Correct…
        </Button>
      )}
      <FormModal opened={isOpen} onClose={close} title={`Correct order ${order.number}`} size="lg">
        <CorrectForm order={order} onDone={close} />
      </FormModal>
    </>
  );
}
