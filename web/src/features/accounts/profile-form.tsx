import { Button, Group, Stack, TextInput, Title } from '@mantine/core';
import { api, type User } from '@orderhouse/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { useContractForm } from '../../lib/contract-form.ts';
import { sendOrReread, useRecordForm } from '../../lib/record-form.ts';
import { updateUser } from '../../lib/session.ts';
import { AddressFields } from '../../ui/address-fields.tsx';
import { ChangedMeanwhile } from '../../ui/changed-meanwhile.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { tellDone } from '../../ui/toast.ts';
import { changeOf, fieldWords, valuesOf } from './profile-values.ts';
import { profileQuery } from './queries.ts';

/** Name, username, phone and address of who is here. */
export function ProfileForm({ user }: { user: User }) {
  const queries = useQueryClient();
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: api.auth.updateMe.body,
    initialValues: valuesOf(user),
    toBody: changeOf,
    send: (body) =>
      sendOrReread(
        () => client.auth.updateMe({ body, ifVersion: user.version }),
        () => queries.invalidateQueries(profileQuery),
      ),
    onDone: (saved) => {
      form.resetDirty();
      queries.setQueryData(profileQuery.queryKey, saved);
      updateUser(saved);
      tellDone('Saved.');
    },
  });
  const { changed, takeOver } = useRecordForm(form, valuesOf(user));
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <Title order={2}>About you</Title>
        <ChangedMeanwhile fields={changed.map((name) => fieldWords[name] ?? name)} takeOver={takeOver} />
        <TextInput label="Name" autoComplete="name" {...form.getInputProps('full_name')} />
        <TextInput
          label="Username (optional)"
          description="You can sign in by it too: letters, digits, dots, hyphens"
          autoComplete="username"
          autoCapitalize="none"
          {...form.getInputProps('username')}
        />
        <TextInput label="Phone (optional)" type="tel" autoComplete="tel" {...form.getInputProps('phone')} />
        <Title order={3} mt="sm">
          Address (optional)
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
