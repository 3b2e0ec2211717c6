import { Button, Stack } from '@mantine/core';
import { api } from '@orderhouse/contracts';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { client } from '../../lib/client.ts';
import { useContractForm } from '../../lib/contract-form.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { LinkButton, TextLink } from '../../ui/link-button.tsx';
import { NewPasswordInput } from '../../ui/new-password-input.tsx';
import { Door } from './door.tsx';
import { tokenIn } from './reset-token.ts';

function ResetForm({ token, onDone }: { token: string; onDone: () => void }) {
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: api.auth.resetPassword.body,
    initialValues: { password: '' },
    toBody: ({ password }) => ({ token, password }),
    send: (body) => client.auth.resetPassword({ body }),
    onDone,
    keepsChanges: false,
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <NewPasswordInput label="New password" {...form.getInputProps('password')} />
        {/* What is wrong with the link is said by the sentence already. */}
        <FormProblem problem={problem && { words: problem.words, besides: [] }} />
        <Button type="submit" loading={isSending} mt="xs">
          Set the password
        </Button>
      </Stack>
    </form>
  );
}

/** The token of the link that one came by. It leaves the address, and with it the history, as soon as it is read. */
function useToken(): string | null {
  const [token] = useState(() => tokenIn(location.hash));
  const navigate = useNavigate();
  useEffect(() => {
    void navigate({ to: '/reset-password', hash: '', replace: true });
  }, [navigate]);
  return token;
}

/** Sets another password by a mailed link. */
export function ResetPasswordPage() {
  const token = useToken();
  const [isDone, setDone] = useState(false);
  const another = <TextLink to="/forgotten-password">Have another link mailed</TextLink>;
  if (isDone) {
    return (
      <Door title="The password is set" about="Every other place where you were signed in is signed out.">
        <p role="status">Sign in with it now.</p>
        <LinkButton to="/sign-in">Sign in</LinkButton>
      </Door>
    );
  }
  if (token === null) {
    return (
      <Door
        title="This link is not whole"
        about="Open it from the mail once more, or have another one sent."
        ways={another}
      >
        <p>A link that sets a password ends in a long row of letters and digits.</p>
      </Door>
    );
  }
  return (
    <Door title="Set a new password" about="It ends every session of your account." ways={another}>
      <ResetForm token={token} onDone={() => setDone(true)} />
    </Door>
  );
}
