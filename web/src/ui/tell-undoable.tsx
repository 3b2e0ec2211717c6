import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';

const undoable_for_ms = 10_000;

/** Tells what was done, and offers to take it back for a while. */
export function tellUndoable(message: string, undo: () => void): void {
  const id = notifications.show({
    autoClose: undoable_for_ms,
    withBorder: true,
    message: (
      <Group justify="space-between" gap="sm" wrap="nowrap">
        <span>{message}</span>
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          Undo
        </Button>
      </Group>
    ),
  });
}
