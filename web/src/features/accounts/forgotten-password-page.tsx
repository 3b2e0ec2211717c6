import { Button, Stack, TextInput } from '@mantine/core';
import { api } from '@orderhouse/contracts';
import { useState } from 'react';
import { client } from '../../lib/client.ts';
import { useContractForm } from '../../lib/contract-form.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { Door } from './door.tsx';

interface AskProps {
  email: string;
  onSent: (email: string) => void;
}

function AskForm({ email, onSent }: AskProps) {
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: api.auth.forgottenPassword.body,
    initialValues: { email },
    toBody: ({ email: to }) => ({ email: to.trim() }),
    send: async (body) => {
      await client.auth.forgottenPassword({ body });
      return body.email;
    },
    onDone: onSent,
    keepsChanges: false,
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <TextInput
          label="E-mail address"
          description="That of your account"
          type="email"
          autoComplete="email"
          autoCapitalize="none"
          {...form.getInputProps('email')}
        />
        <FormProblem problem={problem} />
        <Button type="submit" loading={isSending} mt="xs">
          Mail me a link
        </Button>
      </Stack>
    </form>
  );
}

/** Has a link mailed that sets another password. Whether there is such an account is told to its owner alone. */
export function ForgottenPasswordPage() {
  const [sent, setSent] = useState('');
  const [isSent, setIsSent] = useState(false);
  const ways = <TextLink to="/sign-in">Back to signing in</TextLink>;
  if (!isSent) {
    const onSent = (email: string) => {
      setSent(email);
      setIsSent(true);
    };
    return (
      <Door title="Forgotten your password?" about="We mail you a link that sets another one." ways={ways}>
        <AskForm email={sent} onSent={onSent} />
      </Door>
    );
  }
  return (
    <Door title="Look into your mail" about="The link is good for an hour, and for one use." ways={ways}>
      <p role="status">
        If there is an account with the address <strong>{sent}</strong>, a letter is on its way to it. It may take a few
        minutes; look among the unwanted mail too.
      </p>
      <Button variant="default" onClick={() => setIsSent(false)}>
        Another address, or once more
      </Button>
    </Door>
  );
}
