import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { api, type User } from '@orderhouse/contracts';
import { useContractForm } from '../../lib/contract-form.ts';
import { signIn } from '../../lib/session.ts';
import { FormProblem } from '../../ui/form-problem.tsx';

/** People sign in by either; an address is told from a username by its @. */
const nameOf = (login: string) => (login.includes('@') ? { email: login.trim() } : { username: login.trim() });

/** Signs in by e-mail address or username, wherever it stands. */
export function SignInForm({ name = '', onDone }: { name?: string; onDone: (user: User) => void }) {
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: api.auth.login.body,
    initialValues: { login: name, password: '' },
    toBody: ({ login, password }) => ({ ...nameOf(login), password }),
    send: (_body, { login, password }) => signIn(nameOf(login), password),
    onDone,
    keepsChanges: false,
  });
  const fault = form.errors.email ?? form.errors.username;
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <TextInput
          label="E-mail address or username"
          autoComplete="username"
          autoCapitalize="none"
          {...form.getInputProps('login')}
          error={form.errors.login ?? fault}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          // Who is known already has only this to type.
          data-autofocus={name === '' ? undefined : true}
          {...form.getInputProps('password')}
        />
        <FormProblem problem={problem} />
        <Button type="submit" loading={isSending}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
