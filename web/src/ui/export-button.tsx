import { Button, Group, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Download, ExportFormat } from '@orderhouse/contracts';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { sizeOf } from '../lib/file-size.ts';
import { BrokenOff, collect, saveAs } from '../lib/save-download.ts';
import { useMay } from '../lib/session.ts';
import { useStore } from '../lib/store.ts';
import { tellRefused } from './toast.ts';

const formats: readonly { format: ExportFormat; label: string; about: string }[] = [
  { format: 'xlsx', label: 'Excel', about: 'A workbook, .xlsx' },
  { format: 'csv', label: 'CSV', about: 'For any spreadsheet, .csv' },
  { format: 'jsonl', label: 'JSON lines', about: 'For programs, .jsonl' },
];

interface ExportButtonProps {
  /** What is exported, in the middle of a sentence: `orders`. */
  what: string;
  /** Asks for the file, with the filters of the list that the button stands at. */
  open: (file: { format: ExportFormat; signal: AbortSignal }) => Promise<Download>;
}

function tellBrokenOff(): void {
  const message = 'The connection broke off before the file was whole. Nothing was saved; try again.';
  notifications.show({ message, color: 'red', autoClose: 12_000, withBorder: true, role: 'alert' });
}

/** Saves what a list shows as a file; how much has come is told meanwhile, wherever one goes. For whoever may export. */
export function ExportButton({ what, open }: ExportButtonProps) {
  const { locale } = useStore();
  const [isBusy, setBusy] = useState(false);
  const mayExport = useMay('exports:run');
  if (!mayExport) return null;

  const run = async (format: ExportFormat) => {
    const stopping = new AbortController();
    const told = (bytes: number) => (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        {/* A reader by ear hears that it began and ended, not each figure. */}
        <span aria-hidden="true" className="figures">
          {bytes === 0 ? 'Being put together…' : `${sizeOf(bytes, locale)} so far`}
        </span>
        <Button size="compact-xs" variant="default" onClick={() => stopping.abort()}>
          Stop
        </Button>
      </Group>
    );
    const shown = { title: `Exporting ${what}`, loading: true, autoClose: false, withBorder: true } as const;
    const id = notifications.show({ ...shown, message: told(0), withCloseButton: false, role: 'status' });
    setBusy(true);
    try {
      const download = await open({ format, signal: stopping.signal });
      const file = await collect(download, (bytes) => {
        notifications.update({ ...shown, id, message: told(bytes), withCloseButton: false, role: 'status' });
      });
      saveAs(file, download.fileName ?? `${what}.${format}`);
      const message = `Saved, ${sizeOf(file.size, locale)}.`;
      notifications.update({
        id,
        title: `Exported ${what}`,
        message,
        loading: false,
        autoClose: 5_000,
        role: 'status',
      });
    } catch (error) {
      notifications.hide(id);
      if (stopping.signal.aborted) return;
      if (error instanceof BrokenOff) tellBrokenOff();
      else tellRefused(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          disabled={isBusy}
          rightSection={<IconChevronDown size={16} stroke={1.6} aria-hidden="true" />}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map(({ format, label, about }) => (
          <Menu.Item
            key={format}
            onClick={() => void run(format)}
            rightSection={
              <span style={{ color: 'var(--mantine-color-dimmed)', fontSize: 'var(--mantine-font-size-xs)' }}>
                {about}
              </span>
            }
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
