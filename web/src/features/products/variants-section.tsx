import { Button, Group, Modal, Title } from '@mantine/core';
import type { Product, Variant } from '@orderhouse/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../lib/client.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Count } from '../../ui/count.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { Money } from '../../ui/money.tsx';
import { tellDone } from '../../ui/toast.ts';
import { isSimple, variantName } from './describe-variants.ts';
import classes from './fields.module.css';
import { VariantForm } from './variant-form.tsx';

interface VariantTableProps {
  product: Product;
  edit: (id: string) => void;
  remove: (variant: Variant) => Promise<void>;
}

function StockLink({ product, variant: { id, stock } }: { product: Product; variant: Variant }) {
  return (
    <TextLink
      to="/manage/stock"
      search={{ product: product.id, variant: id }}
      aria-label={`${stock}, adjust the stock`}
    >
      <Count of={stock} />
    </TextLink>
  );
}

function VariantTable({ product, edit, remove }: VariantTableProps) {
  return (
    <DataTable
      caption="Variants"
      rows={product.variants}
      idOf={({ id }) => id}
      columns={[
        { label: 'Variant', cell: variantName },
        { label: 'SKU', cell: ({ sku }) => sku },
        {
          label: 'Price',
          cell: ({ unit_price }) => <Money minor={unit_price} currency={product.currency} />,
          isNumber: true,
        },
        { label: 'In stock', cell: (variant) => <StockLink product={product} variant={variant} />, isNumber: true },
        {
          label: 'Warn at',
          cell: ({ low_stock_threshold: at }) => (at === null ? 'as usual' : <Count of={at} />),
          isNumber: true,
        },
        {
          label: 'Actions',
          isAction: true,
          cell: (variant) => (
            <Group gap="xs" wrap="nowrap" justify="flex-end">
              <Button size="xs" variant="default" onClick={() => edit(variant.id)}>
                Edit
              </Button>
              <ConfirmButton
                size="xs"
                question={`Remove ${variantName(variant)}?`}
                consequence="Nobody can order it any more. Orders that have it keep it."
                verb="Remove it"
                act={() => remove(variant)}
              >
                Remove
              </ConfirmButton>
            </Group>
          ),
        },
      ]}
    />
  );
}

/** Price and stock of a product: the fields of its one variant, or a list of its variants. */
export function VariantsSection({ product }: { product: Product }) {
  const queries = useQueryClient();
  // `new` for one that is added; a variant's id for one that is changed.
  const [open, setOpen] = useState<string | null>(null);
  const [only] = product.variants;
  const edited = product.variants.find(({ id }) => id === open);
  const remove = async (variant: Variant) => {
    await client.variants.remove({ params: { id: variant.id } });
    tellDone(`${variantName(variant)} is removed.`);
    await queries.invalidateQueries({ queryKey: ['products'] });
  };
  return (
    <section className={classes.section} aria-labelledby="variants">
      <Title order={2} id="variants">
        Price and stock
      </Title>
      {isSimple(product) && only ? (
        <>
          <p className={classes.about}>
            In stock: <StockLink product={product} variant={only} />
          </p>
          <VariantForm product={product} variant={only} isSimple />
        </>
      ) : (
        <VariantTable product={product} edit={setOpen} remove={remove} />
      )}
      <Button variant="default" mt="md" onClick={() => setOpen('new')}>
        Add a variant
      </Button>
      <Modal
        opened={open === 'new' || edited !== undefined}
        onClose={() => setOpen(null)}
        title={edited ? variantName(edited) : 'New variant'}
        size="lg"
      >
        {open !== null && (
          <VariantForm key={open} product={product} {...(edited && { variant: edited })} onDone={() => setOpen(null)} />
        )}
      </Modal>
    </section>
  );
}
