import { Drawer, type DrawerProps, Modal, type ModalProps } from '@mantine/core';
import { useState } from 'react';
import { type UnsavedForms, UnsavedFormsContext } from '../lib/unsaved-forms.ts';

/** @returns the forms inside, and a way to close that asks where one of them has what was not saved. */
function useGuard(onClose: () => void) {
  const [forms] = useState<UnsavedForms>(() => new Set());
  const close = () => {
    const isUnsaved = [...forms].some((ask) => ask());
    if (!isUnsaved || window.confirm('Leave without saving what you changed?')) onClose();
  };
  return { forms, close };
}

/** A dialog with a form in it: a key or a click beside it does not take away what was typed. */
export function FormModal({ onClose, children, ...rest }: ModalProps) {
  const { forms, close } = useGuard(onClose);
  return (
    <Modal {...rest} onClose={close}>
      <UnsavedFormsContext value={forms}>{children}</UnsavedFormsContext>
    </Modal>
  );
}

/** The same at the side. */
export function FormDrawer({ onClose, children, ...rest }: DrawerProps) {
  const { forms, close } = useGuard(onClose);
  return (
    <Drawer position="right" {...rest} onClose={close}>
      <UnsavedFormsContext value={forms}>{children}</UnsavedFormsContext>
    </Drawer>
  );
}
