import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { api, type Role, roles, type User } from '@orderhouse/contracts';
import { useAttempt } from '../../lib/attempt.ts';
import { client } from '../../lib/client.ts';
import { useContractForm } from '../../lib/contract-form.ts';
import { roleWords } from '../../lib/people.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { NewPasswordInput } from '../../ui/new-password-input.tsx';

const duties: Readonly<Record<Role, string>> = {
  customer: 'Buys, and follows its own orders.',
  vendor: 'Sells its own products, and ships what was ordered of them.',
  admin: 'May do and see everything in the store.',
};

const initialValues = { full_name: '', email: '', role: 'customer' as Role, password: '' };

/** Opens an account for somebody else. */
export function CreateUserForm({ onDone }: { onDone: (user: User) => void | Promise<void> }) {
  const attempt = useAttempt();
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: api.users.create.body,
    initialValues,
    toBody: (values) => values,
    send: (body) => attempt(body, (idempotencyKey) => client.users.create({ body, idempotencyKey })),
    onDone,
    keepsChanges: false,
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <TextInput label="Name" autoComplete="off" data-autofocus {...form.getInputProps('full_name')} />
        <TextInput label="E-mail address" type="email" autoComplete="off" {...form.getInputProps('email')} />
        <Select
          label="Role"
          description={duties[form.values.role]}
          allowDeselect={false}
          data={roles.map((role) => ({ value: role, label: roleWords[role] }))}
          {...form.getInputProps('role')}
        />
        <NewPasswordInput
          label="Password to begin with"
          description="Tell it to them yourself; it is not mailed. They can change it in their profile."
          {...form.getInputProps('password')}
        />
        <FormProblem problem={problem} />
        <Group justify="flex-end">
          <Button type="submit" loading={isSending}>
            Create account
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
