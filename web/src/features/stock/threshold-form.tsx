import { Button, Group, NumberInput } from '@mantine/core';
import { api, limits, type Product, type Variant } from '@orderhouse/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { useContractForm } from '../../lib/contract-form.ts';
import { productQuery } from '../../lib/products.ts';
import { sendOrReread, useRecordForm } from '../../lib/record-form.ts';
import { useStore } from '../../lib/store.ts';
import { ChangedMeanwhile } from '../../ui/changed-meanwhile.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { tellDone } from '../../ui/toast.ts';

interface ThresholdDraft extends Record<string, unknown> {
  low_stock_threshold: number | '';
}

/** At how many units left its vendor is told: its own number, or that of the store. */
export function ThresholdForm({ product, variant }: { product: Product; variant: Variant }) {
  const queries = useQueryClient();
  const { queryKey } = productQuery(product.id);
  const { low_stock_threshold: usual } = useStore();
  const initialValues: ThresholdDraft = { low_stock_threshold: variant.low_stock_threshold ?? '' };
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: api.variants.update.body,
    initialValues,
    toBody: ({ low_stock_threshold: at }) => ({ low_stock_threshold: at === '' ? null : at }),
    send: (body) =>
      sendOrReread(
        () => client.variants.update({ params: { id: variant.id }, body, ifVersion: product.version }),
        () => queries.invalidateQueries({ queryKey }),
      ),
    onDone: (saved) => {
      queries.setQueryData(queryKey, saved);
      void queries.invalidateQueries({ queryKey: ['stock', 'list'] });
      tellDone('Saved.');
    },
    keepsChanges: false,
  });
  const { changed, takeOver } = useRecordForm(form, initialValues);
  return (
    <form onSubmit={onSubmit} noValidate>
      <ChangedMeanwhile fields={changed.map(() => 'when to warn')} takeOver={takeOver} />
      <Group gap="xs" align="flex-end">
        <NumberInput
          label="Warn when so many are left"
          placeholder={`${usual}, as usual`}
          allowNegative={false}
          allowDecimal={false}
          hideControls
          max={limits.stock_max}
          flex={1}
          {...form.getInputProps('low_stock_threshold')}
        />
        <Button type="submit" variant="default" loading={isSending} disabled={!form.isDirty()}>
          Save
        </Button>
      </Group>
      <FormProblem problem={problem} />
    </form>
  );
}
