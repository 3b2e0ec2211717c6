import { ActionIcon } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconCommand } from '@tabler/icons-react';
import { Suspense, useState } from 'react';
import { lazyPart } from '../../lib/load-code.ts';
import { useSession } from '../../lib/session.ts';

const Palette = lazyPart(() => import('./palette.tsx'));

/** Opens the command palette, which is fetched when it is wanted first. */
export function PaletteButton() {
  const [asked, setAsked] = useState(0);
  // It would lie over the dialog that asks to sign in again, and lead away from what was typed.
  const isShut = useSession().status === 'ended';
  const open = () => setAsked((times) => times + 1);
  useHotkeys([['mod+K', open]], []);
  return (
    <>
      <ActionIcon onClick={open} aria-label="Jump to an order, product or page" aria-keyshortcuts="Control+K Meta+K">
        <IconCommand size={18} stroke={1.6} />
      </ActionIcon>
      {asked > 0 && (
        <Suspense>
          <Palette asked={asked} isShut={isShut} />
        </Suspense>
      )}
    </>
  );
}
