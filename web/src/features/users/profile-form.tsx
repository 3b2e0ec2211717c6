import { Button, Group, Stack, TextInput, Title } from '@mantine/core';
import { api, type User } from '@orderhouse/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { useContractForm } from '../../lib/contract-form.ts';
import { personQuery } from '../../lib/people.ts';
import { sendOrReread, useRecordForm } from '../../lib/record-form.ts';
import { AddressFields } from '../../ui/address-fields.tsx';
import { ChangedMeanwhile } from '../../ui/changed-meanwhile.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { tellDone } from '../../ui/toast.ts';
import { changeOf, fieldWords, valuesOf } from './user-values.ts';

/** Name, phone number and address of an account. */
export function ProfileForm({ user }: { user: User }) {
  const queries = useQueryClient();
  const { queryKey } = personQuery(user.id);
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: api.users.update.body,
    initialValues: valuesOf(user),
    toBody: changeOf,
    send: (body) =>
      sendOrReread(
        () => client.users.update({ params: { id: user.id }, body, ifVersion: user.version }),
        () => queries.invalidateQueries({ queryKey }),
      ),
    onDone: (saved) => {
      form.resetDirty();
      queries.setQueryData(queryKey, saved);
      void queries.invalidateQueries({ queryKey: ['users', 'list'] });
      tellDone('Saved.');
    },
  });
  const { changed, takeOver } = useRecordForm(form, valuesOf(user));
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <Title order={2}>Profile</Title>
        <ChangedMeanwhile fields={changed.map((name) => fieldWords[name] ?? name)} takeOver={takeOver} />
        <TextInput label="Name" autoComplete="off" {...form.getInputProps('full_name')} />
        <TextInput label="Phone (optional)" type="tel" autoComplete="off" {...form.getInputProps('phone')} />
        <Title order={3} mt="sm">
          Address
        </Title>
        <AddressFields bind={(field) => form.getInputProps(`address.${field}`)} />
        <FormProblem problem={problem} />
        <Group>
          <Button type="submit" loading={isSending} disabled={!form.isDirty()}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
