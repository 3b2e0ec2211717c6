import { Button, type ButtonProps, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { tellRefused } from './toast.ts';

interface ConfirmButtonProps extends Omit<ButtonProps, 'children'> {
  children: ReactNode;
  /** What is asked. */
  question: string;
  /** What will be when it is done. */
  consequence: ReactNode;
  /** On the button that does it: the verb. */
  verb: string;
  /** On the button that does not; “Keep it” where something would be gone. */
  keep?: string;
  /** What is done; a refusal is told, and the question stays open. */
  act: () => Promise<unknown>;
}

/** A button for what cannot be undone: it asks first. */
export function ConfirmButton({
  question,
  consequence,
  verb,
  keep = 'Keep it',
  act,
  children,
  ...button
}: ConfirmButtonProps) {
  const [isOpen, { open, close }] = useDisclosure();
  const [isBusy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    try {
      await act();
      close();
    } catch (error) {
      tellRefused(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button variant="default" {...button} onClick={open}>
        {children}
      </Button>
      <Modal opened={isOpen} onClose={close} title={question}>
        <Text component="div" mb="lg">
          {consequence}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} data-autofocus>
            {keep}
          </Button>
          <Button color="red" loading={isBusy} onClick={() => void confirm()}>
            {verb}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
