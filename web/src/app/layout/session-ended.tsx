import { Button, Modal, Text } from '@mantine/core';
import { SignInForm } from '../../features/accounts/sign-in-form.tsx';
import { goOnAsVisitor, useSession } from '../../lib/session.ts';

/**
 * Over the page, which stays as it was with all that was typed: the session has ended, and signing in goes on where one
 * was.
 */
export default function SessionEnded() {
  const { user } = useSession();
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="Your session has ended"
      overlayProps={{ blur: 12, backgroundOpacity: 0.6 }}
      zIndex={400}
    >
      <Text mb="md">Sign in again to go on where you were. What you typed is still there.</Text>
      <SignInForm name={user?.email ?? ''} onDone={() => undefined} />
      {/* Whose account is no longer let in is not locked up with the page either. */}
      <Button variant="subtle" color="gray" fullWidth mt="xs" onClick={goOnAsVisitor}>
        Leave this page
      </Button>
    </Modal>
  );
}
