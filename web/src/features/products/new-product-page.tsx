import { ActionIcon, Button, SegmentedControl, Stack, Title } from '@mantine/core';
import { api, type Product, type ProductInput } from '@orderhouse/contracts';
import { IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { newKey, useAttempt } from '../../lib/attempt.ts';
import { client } from '../../lib/client.ts';
import { type ContractForm, useContractForm } from '../../lib/contract-form.ts';
import { productQuery } from '../../lib/products.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { tellDone } from '../../ui/toast.ts';
import { emptyProduct, emptyVariant, newProductOf, type ProductDraft, withSeveral } from './drafts.ts';
import classes from './fields.module.css';
import { ProductFields } from './product-fields.tsx';
import { OptionNames, VariantFields } from './variant-fields.tsx';

type Form = ContractForm<ProductDraft>['form'];

const variants_max = 100;

function OneVariant({ form }: { form: Form }) {
  return (
    <VariantFields
      propsOf={(name) => form.getInputProps(name)}
      optionNames={[]}
      options={{}}
      setOptions={() => undefined}
      isNamed={false}
      isNew
    />
  );
}

function SeveralVariants({ form }: { form: Form }) {
  const { optionNames, variants } = form.getValues();
  const last = variants.at(-1);
  const add = () =>
    form.insertListItem('variants', { ...emptyVariant, unit_price: last?.unit_price ?? '', key: newKey() });
  return (
    <Stack gap="md">
      <OptionNames value={optionNames} change={(names) => form.setFieldValue('optionNames', names)} />
      <ol className={classes.variants}>
        {variants.map(({ key, options, sku }, index) => (
          <li key={key} className={classes.variant}>
            <VariantFields
              propsOf={(name) => form.getInputProps(`variants.${index}.${name}`)}
              optionNames={optionNames}
              options={options}
              setOptions={(next) => form.setFieldValue(`variants.${index}.options`, next)}
              optionError={(name) => form.errors[`variants.${index}.options.${name}`]}
              isNamed
              isNew
            />
            <ActionIcon
              aria-label={`Leave out variant ${sku || index + 1}`}
              disabled={variants.length === 1}
              onClick={() => form.removeListItem('variants', index)}
            >
              <IconTrash size={18} stroke={1.6} />
            </ActionIcon>
          </li>
        ))}
      </ol>
      <div>
        <Button variant="default" onClick={add} disabled={variants.length >= variants_max}>
          Add a variant
        </Button>
      </div>
    </Stack>
  );
}

/** Adds a product; its pictures follow on its own page. */
export function NewProductPage() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const attempt = useAttempt();
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: api.products.create.body,
    initialValues: emptyProduct,
    toBody: newProductOf,
    send: (body) =>
      attempt(body, (idempotencyKey) => client.products.create({ body: body as ProductInput, idempotencyKey })),
    onDone: async (product: Product) => {
      queries.setQueryData(productQuery(product.id).queryKey, product);
      void queries.invalidateQueries({ queryKey: ['products', 'managed'] });
      tellDone(`${product.name} is added. Its pictures can follow now.`);
      await navigate({ to: '/manage/products/$productId', params: { productId: product.id } });
    },
  });
  const { isSeveral, vendor_id } = form.getValues();
  return (
    <Page title="New product">
      <form onSubmit={onSubmit} noValidate className={classes.page}>
        <ProductFields
          propsOf={(name) => form.getInputProps(name)}
          vendorId={vendor_id}
          vendorError={form.errors.vendor_id}
          setVendor={(id) => form.setFieldValue('vendor_id', id)}
          isNew
        />
        <section className={classes.section} aria-labelledby="variants">
          <Title order={2} id="variants">
            Price and stock
          </Title>
          <SegmentedControl
            mb="md"
            aria-label="How many variants it has"
            data={[
              { value: 'one', label: 'One variant' },
              { value: 'several', label: 'Several, such as sizes' },
            ]}
            value={isSeveral ? 'several' : 'one'}
            onChange={(value) => form.setValues(withSeveral(form.getValues(), value === 'several', newKey))}
          />
          {isSeveral ? <SeveralVariants form={form} /> : <OneVariant form={form} />}
        </section>
        <Stack mt="lg">
          <FormProblem problem={problem} />
        </Stack>
        <div className={classes.foot}>
          <LinkButton to="/manage/products" variant="default">
            Back
          </LinkButton>
          <Button type="submit" loading={isSending}>
            Add product
          </Button>
        </div>
      </form>
    </Page>
  );
}
