import { Button, Stack, Title } from '@mantine/core';
import { api, type Product } from '@orderhouse/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { useContractForm } from '../../lib/contract-form.ts';
import { productQuery } from '../../lib/products.ts';
import { fieldsThatDiffer, sendOrReread, useRecordForm } from '../../lib/record-form.ts';
import { ChangedMeanwhile } from '../../ui/changed-meanwhile.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { tellDone } from '../../ui/toast.ts';
import { detailsOf, type ProductDetails } from './drafts.ts';
import classes from './fields.module.css';
import { ProductFields } from './product-fields.tsx';

const fieldWords: Readonly<Record<string, string>> = {
  name: 'name',
  description: 'description',
  status: 'state',
  category_ids: 'categories',
  vendor_id: 'vendor',
};

/** Name, description, state, categories and vendor of a product. Only what was changed is sent. */
export function DetailsForm({ product }: { product: Product }) {
  const queries = useQueryClient();
  const { queryKey } = productQuery(product.id);
  const save = async (body: ProductDetails) => {
    const changed = fieldsThatDiffer(body, detailsOf(product));
    const change: Partial<ProductDetails> = Object.fromEntries(changed.map((name) => [name, body[name]]));
    return sendOrReread(
      () => client.products.update({ params: { id: product.id }, body: change, ifVersion: product.version }),
      () => queries.invalidateQueries({ queryKey }),
    );
  };
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: api.products.update.body,
    initialValues: detailsOf(product),
    toBody: (values) => values,
    send: save,
    onDone: (saved: Product) => {
      queries.setQueryData(queryKey, saved);
      void queries.invalidateQueries({ queryKey: ['products', 'managed'] });
      tellDone('Saved.');
    },
  });
  const { changed, takeOver } = useRecordForm(form, detailsOf(product));
  const { vendor_id } = form.getValues();
  return (
    <form onSubmit={onSubmit} noValidate aria-labelledby="details">
      <Title order={2} id="details" className="visually-hidden">
        Details
      </Title>
      <Stack gap="md">
        <ChangedMeanwhile fields={changed.map((name) => fieldWords[name] ?? name)} takeOver={takeOver} />
        <ProductFields
          propsOf={(name) => form.getInputProps(name)}
          vendorId={vendor_id}
          vendorError={form.errors.vendor_id}
          setVendor={(id) => form.setFieldValue('vendor_id', id)}
        />
        <FormProblem problem={problem} />
      </Stack>
      <div className={classes.foot}>
        <Button type="submit" loading={isSending} disabled={!form.isDirty()}>
          Save
        </Button>
      </div>
    </form>
  );
}
