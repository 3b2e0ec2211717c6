import { Skeleton, Stack } from '@mantine/core';
import type { Product } from '@orderhouse/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { client } from '../../lib/client.ts';
import { useSession } from '../../lib/session.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { Failure, ForbiddenPage } from '../../ui/states.tsx';
import { ProductState } from '../../ui/status.tsx';
import { tellDone } from '../../ui/toast.ts';
import { DetailsForm } from './details-form.tsx';
import classes from './fields.module.css';
import { PicturesSection } from './pictures-section.tsx';
import { managedProduct } from './queries.ts';
import { VariantsSection } from './variants-section.tsx';

const route = getRouteApi('/manage/products/$productId');

function Editor({ product }: { product: Product }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = async () => {
    await client.products.remove({ params: { id: product.id }, ifVersion: product.version });
    tellDone(`${product.name} is deleted.`);
    await navigate({ to: '/manage/products' });
    queries.removeQueries({ queryKey: managedProduct(product.id).queryKey });
    await queries.invalidateQueries({ queryKey: ['products'] });
  };
  return (
    <Page
      title={product.name}
      about={<ProductState status={product.status} />}
      actions={
        <>
          {product.status === 'active' && (
            <LinkButton to="/products/$productId" params={{ productId: product.id }} variant="default">
              See it in the shop
            </LinkButton>
          )}
          <ConfirmButton
            question={`Delete ${product.name}?`}
            consequence="It goes from the shop for good, with its pictures. Orders that have it keep its name and price."
            verb="Delete it"
            act={remove}
          >
            Delete
          </ConfirmButton>
        </>
      }
    >
      <div className={classes.page}>
        <DetailsForm product={product} />
        <PicturesSection product={product} />
        <VariantsSection product={product} />
      </div>
    </Page>
  );
}

/** One product, as whoever sells it changes it. */
export function EditProductPage() {
  const { productId } = route.useParams();
  const { user } = useSession();
  const { data, error, isPending, refetch } = useQuery(managedProduct(productId));
  if (isPending) {
    return (
      <Page title="Product">
        <Stack gap="md" className={classes.page} role="status" aria-label="Loading">
          <Skeleton height={58} />
          <Skeleton height={120} />
          <Skeleton height={58} />
        </Stack>
      </Page>
    );
  }
  if (!data) {
    return (
      <Page title="Product">
        <Failure error={error} retry={() => void refetch()} />
      </Page>
    );
  }
  if (user?.role !== 'admin' && data.vendor_id !== user?.id) return <ForbiddenPage />;
  return <Editor key={productId} product={data} />;
}
