import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';

/** Among filters: that the list is about one thing alone, and the way back to all. */
export function OneThing({ what, release }: { what: string; release: () => void }) {
  return (
    <Button variant="default" justify="space-between" rightSection={<IconX size={16} stroke={1.6} />} onClick={release}>
      One {what.toLowerCase()} only<span className="visually-hidden">: show all</span>
    </Button>
  );
}
