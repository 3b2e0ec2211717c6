import { Group, Skeleton, Stack, Title } from '@mantine/core';
import type { Product } from '@orderhouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { productQuery } from '../../lib/products.ts';
import { titleOf } from '../../lib/variants.ts';
import { Count } from '../../ui/count.tsx';
import { ExportButton } from '../../ui/export-button.tsx';
import { FormDrawer } from '../../ui/form-dialog.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { Failure, NotFound } from '../../ui/states.tsx';
import { AdjustForm } from './adjust-form.tsx';
import { History } from './history.tsx';
import classes from './stock.module.css';
import { ThresholdForm } from './threshold-form.tsx';

interface VariantDrawerProps {
  productId: string | undefined;
  variantId: string | undefined;
  close: () => void;
}

function Opened({ product, variantId }: { product: Product; variantId: string }) {
  const variant = product.variants.find(({ id }) => id === variantId);
  if (!variant) return <NotFound what="This variant is sold no more" />;
  const { sku, stock } = variant;
  const told = titleOf(variant);
  return (
    <Stack gap="lg" key={variantId}>
      <div>
        <TextLink to="/manage/products/$productId" params={{ productId: product.id }} fw={500}>
          {product.name}
        </TextLink>
        <p className={classes.about}>
          {told && `${told} · `}
          {sku}
        </p>
        <p className={classes.units}>
          <Count of={stock} /> <span className={classes.dimmed}>in stock</span>
        </p>
      </div>
      <AdjustForm variant={variant} />
      <section className={classes.section}>
        <ThresholdForm product={product} variant={variant} />
      </section>
      <section className={classes.section} aria-labelledby="history">
        <Group justify="space-between" mb="xs">
          <Title order={3} id="history">
            How it came about
          </Title>
          <ExportButton
            what="stock adjustments"
            open={({ format, signal }) =>
              client.exports.stockAdjustments({ params: { id: variantId }, query: { format }, signal })
            }
          />
        </Group>
        <History variantId={variantId} />
      </section>
    </Stack>
  );
}

/** The stock of one variant: changed, watched over, explained. */
export function VariantDrawer({ productId, variantId, close }: VariantDrawerProps) {
  const isOpen = productId !== undefined && variantId !== undefined;
  const { data, error, isPending, refetch } = useQuery({ ...productQuery(productId ?? ''), enabled: isOpen });
  return (
    <FormDrawer opened={isOpen} onClose={close} title="Stock">
      {isOpen && isPending && (
        <Stack role="status" aria-label="Loading">
          <Skeleton height={64} />
          <Skeleton height={200} />
        </Stack>
      )}
      {isOpen && !isPending && !data && <Failure error={error} retry={() => void refetch()} />}
      {isOpen && data && <Opened product={data} variantId={variantId} />}
    </FormDrawer>
  );
}
