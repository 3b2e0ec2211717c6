import { Anchor } from '@mantine/core';
import type { OrderLine } from '@orderhouse/contracts';
import { useNavigate } from '@tanstack/react-router';
import type { MouseEvent } from 'react';
import { client } from '../../lib/client.ts';
import { isCode } from '../../lib/problem-words.ts';
import { useMay } from '../../lib/session.ts';
import { tellDone, tellRefused } from '../../ui/toast.ts';

/**
 * The way from a line to what was bought. The line knows the variant alone, so its product is looked up when one goes
 * there; until then the link is that of the search for it.
 */
export function ProductLink({ line: { name, sku, variant_id } }: { line: OrderLine }) {
  const navigate = useNavigate();
  const writes = useMay('products:write');
  const go = async () => {
    const product = await client.variants.getProduct({ params: { id: variant_id } });
    const params = { productId: product.id };
    await (writes
      ? navigate({ to: '/manage/products/$productId', params })
      : navigate({ to: '/products/$productId', params }));
  };
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go().catch((error) =>
      isCode(error, 'not_found') ? tellDone(`${name} is no longer in the catalogue.`) : tellRefused(error),
    );
  };
  return (
    <Anchor href={`/?q=${encodeURIComponent(sku)}`} onClick={follow} inherit c="inherit">
      {name}
    </Anchor>
  );
}
