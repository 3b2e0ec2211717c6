import { Button, Group } from '@mantine/core';

interface FormButtonsProps {
  /** On the button that sends the form: the verb. */
  verb: string;
  /** On the one that leaves everything as it is. */
  keep: string;
  onKeep: () => void;
  isSending: boolean;
  /** What cannot be undone is red, and the keyboard begins on the other button. */
  isFinal?: boolean;
}

/** The end of a form in a dialog. */
export function FormButtons({ verb, keep, onKeep, isSending, isFinal = false }: FormButtonsProps) {
  return (
    <Group justify="flex-end" gap="xs" mt="xs">
      <Button variant="default" onClick={onKeep} {...(isFinal && { 'data-autofocus': true })}>
        {keep}
      </Button>
      <Button type="submit" loading={isSending} {...(isFinal && { color: 'red' })}>
        {verb}
      </Button>
    </Group>
  );
}
