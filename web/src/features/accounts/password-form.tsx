import { Button, Group, PasswordInput, Stack, Title } from '@mantine/core';
import { api, type User } from '@orderhouse/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { useContractForm } from '../../lib/contract-form.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { NewPasswordInput } from '../../ui/new-password-input.tsx';
import { tellDone } from '../../ui/toast.ts';
import { profileQuery } from './queries.ts';

/** Changes one’s password, by the one that it is now. */
export function PasswordForm({ user }: { user: User }) {
  const queries = useQueryClient();
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: api.auth.updateMe.body,
    initialValues: { current_password: '', password: '' },
    toBody: ({ current_password, password }) => ({ current_password, password }),
    send: (body) => client.auth.updateMe({ body }),
    onDone: (saved) => {
      form.reset();
      queries.setQueryData(profileQuery.queryKey, saved);
      tellDone('Your password is changed. Wherever else you were signed in, you are signed out.');
    },
    keepsChanges: false,
  });
  const isNotTheCurrent = form.errors.current_password !== undefined;
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <Title order={2}>Password</Title>
        {/* Programs that keep passwords know by it whose this is. */}
        <input type="hidden" name="username" autoComplete="username" value={user.email} readOnly />
        <PasswordInput
          label="Password now"
          autoComplete="current-password"
          {...form.getInputProps('current_password')}
        />
        <NewPasswordInput label="New password" {...form.getInputProps('password')} />
        <FormProblem
          problem={
            problem && isNotTheCurrent
              ? { words: 'The password that you have now is another one.', besides: [] }
              : problem
          }
        />
        <Group>
          <Button type="submit" variant="default" loading={isSending} disabled={!form.isDirty()}>
            Change the password
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
