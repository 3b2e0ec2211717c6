import { Button } from '@mantine/core';
import { Notice } from './notice.tsx';

interface ChangedMeanwhileProps {
  /** The names of the fields that somebody else has changed, in the reader's words. */
  fields: readonly string[];
  /** Takes over what the others wrote, instead of what was typed here. */
  takeOver: () => void;
}

/** Said above a form when somebody else has saved the same thing; what was typed stays until its writer decides. */
export function ChangedMeanwhile({ fields, takeOver }: ChangedMeanwhileProps) {
  if (fields.length === 0) return null;
  return (
    <Notice
      tone="waiting"
      title="Somebody else has changed this meanwhile"
      action={
        <Button size="xs" variant="default" onClick={takeOver}>
          Show theirs instead
        </Button>
      }
    >
      Changed: {fields.join(', ')}. What you typed is still here; saving writes it over theirs.
    </Notice>
  );
}
