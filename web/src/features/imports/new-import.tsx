import '@mantine/dropzone/styles.css';
import { Alert, Group } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconFileUpload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { TextLink } from '../../ui/link-button.tsx';
import { type ChosenFile, chooseFile } from './choose-file.ts';
import { ChosenFileForm } from './chosen-file-form.tsx';
import classes from './imports.module.css';

/** Takes a file, shows its beginning, and has it checked. */
export function NewImport({ kept }: { kept: File | null }) {
  const [chosen, setChosen] = useState<ChosenFile | null>(null);
  const [fault, setFault] = useState<{ name: string; words: string } | null>(null);
  const choose = async (file: File) => {
    const found = await chooseFile(file);
    if ('fault' in found) {
      setFault({ name: file.name, words: found.fault });
      setChosen(null);
      return;
    }
    setFault(null);
    setChosen(found);
  };
  useEffect(() => {
    if (kept) void choose(kept);
  }, [kept]);
  if (chosen) return <ChosenFileForm chosen={chosen} forget={() => setChosen(null)} />;
  return (
    <>
      <Dropzone
        className={classes.dropzone}
        multiple={false}
        onDrop={([file]) => file && void choose(file)}
        aria-label="Bring in a file"
        inputProps={{ 'aria-label': 'File to bring in' }}
      >
        <Group gap="md" justify="center" wrap="nowrap">
          <IconFileUpload className={classes.icon} size={28} stroke={1.4} aria-hidden="true" />
          <span>
            <b className={classes.strong}>Drop a file here, or press to choose one.</b>
            <br />
            CSV or JSON lines, plain or gzipped, up to 256 MB: ours, or from Shopify. Nothing changes until you have
            seen what would.
          </span>
        </Group>
      </Dropzone>
      <p className={classes.dimmed}>
        To see what a file may look like, <TextLink to="/manage/products">export your products</TextLink> as CSV: such a
        file can be changed and brought in again.
      </p>
      {fault && (
        <Alert mt="md" color="red" variant="light" role="alert" title={`${fault.name} cannot be brought in`}>
          {fault.words}
        </Alert>
      )}
    </>
  );
}
