import { Button, Code, CopyButton, Group, Modal, Stack } from '@mantine/core';
import classes from './webhooks.module.css';

/** Shows the secret that signs: the only time that anybody sees it. */
export function SecretModal({ secret, onClose }: { secret: string | null; onClose: () => void }) {
  return (
    <Modal
      opened={secret !== null}
      onClose={onClose}
      title="Keep this secret"
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack gap="md">
        <p className={classes.plain}>
          The receiver needs it to tell that a webhook comes from this store. It is shown this once: copy it to where
          the receiver keeps its secrets.
        </p>
        <Code block className={classes.secret}>
          {secret}
        </Code>
        <Group justify="flex-end" gap="xs">
          <CopyButton value={secret ?? ''}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy} data-autofocus>
                <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>I have kept it</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
