import { Button, Stack, TextInput } from '@mantine/core';
import { api } from '@orderhouse/contracts';
import { getRouteApi } from '@tanstack/react-router';
import { useContractForm } from '../../lib/contract-form.ts';
import { register } from '../../lib/session.ts';
import { useStore } from '../../lib/store.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { LinkButton, TextLink } from '../../ui/link-button.tsx';
import { NewPasswordInput } from '../../ui/new-password-input.tsx';
import { Door } from './door.tsx';
import { useGoOn } from './use-go-on.ts';

const route = getRouteApi('/register');

function RegisterForm() {
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: api.auth.register.body,
    initialValues: { full_name: '', email: '', password: '' },
    toBody: ({ full_name, email, password }) => ({ full_name, email: email.trim(), password }),
    send: register,
    onDone: () => undefined,
    keepsChanges: false,
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <TextInput label="Your name" autoComplete="name" {...form.getInputProps('full_name')} />
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="email"
          autoCapitalize="none"
          {...form.getInputProps('email')}
        />
        <NewPasswordInput label="Password" {...form.getInputProps('password')} />
        <FormProblem problem={problem} />
        <Button type="submit" loading={isSending} mt="xs">
          Open an account
        </Button>
      </Stack>
    </form>
  );
}

export function RegisterPage() {
  const { return_to } = route.useSearch();
  const { name, open_registration } = useStore();
  useGoOn(return_to);
  const search = return_to ? { return_to } : {};
  if (!open_registration) {
    return (
      <Door title="Accounts are opened by the shop" about={`${name} takes no new accounts here.`}>
        <p>Ask the shop for one. If you have one already, sign in with it.</p>
        <LinkButton to="/sign-in" search={search} mt="xs">
          Sign in
        </LinkButton>
      </Door>
    );
  }
  return (
    <Door
      title="Open an account"
      about={`To order at ${name}, and to follow what you ordered.`}
      ways={
        <TextLink to="/sign-in" search={search}>
          I have an account
        </TextLink>
      }
    >
      <RegisterForm />
    </Door>
  );
}
