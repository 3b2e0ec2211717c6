import { Alert, Button, NumberInput, Select, Stack, Textarea } from '@mantine/core';
import { api, type BodyOf, limits, type Variant, type variantStock } from '@orderhouse/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useAttempt } from '../../lib/attempt.ts';
import { client } from '../../lib/client.ts';
import { useContractForm } from '../../lib/contract-form.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { tellDone } from '../../ui/toast.ts';
import { type AdjustmentDraft, adjustmentOf, type Happening, happenings } from './adjustment.ts';
import { type Refusal, refusalIn } from './words.ts';

const choices = Object.entries(happenings).map(([value, { label }]) => ({ value, label }));
const nothing: AdjustmentDraft = { what: 'received', units: '', note: '' };

/** Adds units to the stock of a variant, takes units out, or sets it to what was counted. */
export function AdjustForm({ variant }: { variant: Variant }) {
  const queries = useQueryClient();
  const attempt = useAttempt();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  // What whoever counts was shown: it changes when they take over that it has changed, not by itself.
  const shown = useRef<number | null>(null);
  const submit = useRef<HTMLButtonElement>(null);
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: api.variants.adjustStock.body,
    initialValues: nothing,
    toBody: (values) => adjustmentOf(values, shown.current ?? variant.stock),
    send: async (body) => {
      setRefusal(null);
      try {
        const sent = { params: { id: variant.id }, body: body as BodyOf<typeof variantStock.adjustStock> };
        return await attempt(body, (idempotencyKey) => client.variants.adjustStock({ ...sent, idempotencyKey }));
      } catch (error) {
        setRefusal(refusalIn(error));
        throw error;
      }
    },
    onDone: async ({ stock }) => {
      tellDone(`${variant.sku}: there are ${stock} now.`);
      form.setValues(nothing);
      shown.current = null;
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['stock'] }),
        queries.invalidateQueries({ queryKey: ['products'] }),
      ]);
    },
    keepsChanges: false,
  });
  const { what, units } = form.getValues();
  const fault = form.errors.delta ?? form.errors.stock;
  const takeOver = (stock: number) => {
    shown.current = stock;
    submit.current?.click();
  };
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <Select
          label="What happened"
          data={choices}
          allowDeselect={false}
          value={what}
          onChange={(next) => form.setFieldValue('what', next as Happening)}
        />
        <NumberInput
          label={happenings[what].units}
          allowNegative={false}
          allowDecimal={false}
          hideControls
          max={limits.stock_max}
          {...form.getInputProps('units')}
          onChange={(next) => {
            if (shown.current === null) shown.current = variant.stock;
            form.setFieldValue('units', typeof next === 'number' ? next : '');
          }}
          error={refusal ? undefined : fault}
        />
        <Textarea label="Note" autosize minRows={1} maxLength={1_000} {...form.getInputProps('note')} />
        {refusal ? (
          <Alert color="yellow" variant="light" role="alert" title={refusal.words}>
            {what === 'counted' && refusal.stock !== null && units !== '' && (
              <Button size="xs" variant="default" onClick={() => takeOver(refusal.stock ?? 0)}>
                {units} is what was counted all the same
              </Button>
            )}
          </Alert>
        ) : (
          <FormProblem problem={problem} />
        )}
        <div>
          <Button ref={submit} type="submit" loading={isSending}>
            Book it
          </Button>
        </div>
      </Stack>
    </form>
  );
}
