import { Button, Group, Progress, Stack, Title } from '@mantine/core';
import { api, type Import } from '@orderhouse/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useAttempt } from '../../lib/attempt.ts';
import { useContractForm } from '../../lib/contract-form.ts';
import { sizeOf } from '../../lib/file-size.ts';
import { useStore } from '../../lib/store.ts';
import { uploading } from '../../lib/upload.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import type { ChosenFile } from './choose-file.ts';
import { FilePreview } from './file-preview.tsx';
import classes from './imports.module.css';
import { keepFile } from './kept-files.ts';
import { oneImport } from './queries.ts';
import { bodyOf, choicesOf, wishOf } from './wish.ts';
import { WishFields } from './wish-fields.tsx';

/** What a chosen file seems to be, which may be said otherwise; then it is sent and checked. */
export function ChosenFileForm({ chosen, forget }: { chosen: ChosenFile; forget: () => void }) {
  const { file, head, encoding, guess } = chosen;
  const { locale } = useStore();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const attempt = useAttempt();
  const [share, setShare] = useState(0);
  // Whoever goes away, or takes another file, stops the upload.
  const leaving = useRef<AbortController | null>(null);
  useEffect(() => () => leaving.current?.abort(), []);
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: api.imports.create.body,
    initialValues: wishOf(guess, encoding),
    toBody: bodyOf,
    send: (body) => {
      setShare(0);
      leaving.current = new AbortController();
      const { signal } = leaving.current;
      return attempt(body, (idempotencyKey) =>
        uploading(setShare).imports.create({ body, file, idempotencyKey, signal }),
      );
    },
    onDone: async (made: Import) => {
      leaving.current = null;
      keepFile(made.id, file);
      queries.setQueryData(oneImport(made.id).queryKey, made);
      void queries.invalidateQueries({ queryKey: ['imports', 'list'] });
      await navigate({ to: '/imports/$importId', params: { importId: made.id } });
    },
    keepsChanges: false,
  });
  const isUploading = () => leaving.current !== null && isSending;
  useBlocker({
    shouldBlockFn: () => isUploading() && !window.confirm('The file is still being sent. Leave, and stop it?'),
    enableBeforeUnload: isUploading,
  });
  const wish = form.getValues();
  return (
    <form onSubmit={onSubmit} noValidate aria-labelledby="chosen">
      <Group justify="space-between" align="baseline" mb="md">
        <Title order={2} id="chosen" className={classes.file}>
          {file.name} <span className={classes.size}>{sizeOf(file.size, locale)}</span>
        </Title>
        <Button variant="default" onClick={forget}>
          Another file
        </Button>
      </Group>
      <Stack gap="lg">
        <WishFields form={form} guess={guess} guessedEncoding={encoding} />
        <FilePreview head={head} wish={wish} guess={guess} />
        <FormProblem problem={problem} />
        <Group gap="md">
          <Button type="submit" loading={isSending}>
            {choicesOf(wish).dryRun ? 'Check the file' : 'Bring it in'}
          </Button>
          {isSending ? (
            <Progress className={classes.sending} value={share * 100} aria-label="Uploading" />
          ) : (
            <span className={classes.dimmed}>
              {choicesOf(wish).dryRun
                ? 'Nothing changes yet: you are shown what would be.'
                : 'A file of this form is brought in at once.'}
            </span>
          )}
        </Group>
      </Stack>
    </form>
  );
}
