import { Button, Stack } from '@mantine/core';
import { api, type Product, type Variant, type VariantInput } from '@orderhouse/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useAttempt } from '../../lib/attempt.ts';
import { client } from '../../lib/client.ts';
import { useContractForm } from '../../lib/contract-form.ts';
import { productQuery } from '../../lib/products.ts';
import { sendOrReread, useRecordForm } from '../../lib/record-form.ts';
import { ChangedMeanwhile } from '../../ui/changed-meanwhile.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { tellDone } from '../../ui/toast.ts';
import { optionNamesOf } from './describe-variants.ts';
import { changedVariantOf, draftOf, emptyVariant, newVariantOf, type VariantDraft } from './drafts.ts';
import classes from './fields.module.css';
import { OptionNames, VariantFields } from './variant-fields.tsx';

interface VariantFormProps {
  product: Product;
  /** The one that is changed; a new one is added without it. */
  variant?: Variant;
  /** Of a simple product: neither a name nor options. */
  isSimple?: boolean;
  onDone?: () => void;
}

const fieldWords: Readonly<Record<string, string>> = {
  sku: 'SKU',
  title: 'name',
  options: 'options',
  optionNames: 'options',
  unit_price: 'price',
  low_stock_threshold: 'warning',
};

function startOf({ variants }: Product, variant: Variant | undefined): VariantDraft {
  const optionNames = optionNamesOf(variants);
  if (variant) return { ...draftOf(variant), optionNames };
  return { ...emptyVariant, optionNames, unit_price: variants.at(-1)?.unit_price ?? '' };
}

/** Adds a variant to a product, or changes one. */
export function VariantForm({ product, variant, isSimple = false, onDone }: VariantFormProps) {
  const queries = useQueryClient();
  const attempt = useAttempt();
  const { queryKey } = productQuery(product.id);
  const start = startOf(product, variant);
  const save = (body: object): Promise<Product> => {
    if (!variant) {
      const added = { params: { id: product.id }, body: body as VariantInput };
      return attempt(body, (idempotencyKey) => client.variants.create({ ...added, idempotencyKey }));
    }
    return sendOrReread(
      () => client.variants.update({ params: { id: variant.id }, body, ifVersion: product.version }),
      () => queries.invalidateQueries({ queryKey }),
    );
  };
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: variant ? api.variants.update.body : api.variants.create.body,
    initialValues: start,
    toBody: (values): object => (variant ? changedVariantOf(values) : newVariantOf(values)),
    send: save,
    onDone: (saved) => {
      queries.setQueryData(queryKey, saved);
      void queries.invalidateQueries({ queryKey: ['products', 'managed'] });
      void queries.invalidateQueries({ queryKey: ['stock'] });
      tellDone(variant ? 'Saved.' : 'The variant is added.');
      onDone?.();
    },
  });
  const { changed, takeOver } = useRecordForm(form, start);
  const { optionNames, options } = form.getValues();
  const told = [...new Set(changed.map((name) => fieldWords[name] ?? name))];
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        {variant && <ChangedMeanwhile fields={told} takeOver={takeOver} />}
        {!isSimple && <OptionNames value={optionNames} change={(names) => form.setFieldValue('optionNames', names)} />}
        <VariantFields
          propsOf={(name) => form.getInputProps(name)}
          optionNames={isSimple ? [] : optionNames}
          options={options}
          setOptions={(next) => form.setFieldValue('options', next)}
          optionError={(name) => form.errors[`options.${name}`]}
          isNamed={!isSimple}
          isNew={!variant}
        />
        <FormProblem problem={problem} />
      </Stack>
      <div className={classes.foot}>
        <Button type="submit" loading={isSending} disabled={variant !== undefined && !form.isDirty()}>
          {variant ? 'Save' : 'Add variant'}
        </Button>
      </div>
    </form>
  );
}
