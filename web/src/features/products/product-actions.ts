import type { Product, ProductStatus } from '@orderhouse/contracts';
import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { tellUndoable } from '../../ui/tell-undoable.tsx';
import { tellDone, tellRefused } from '../../ui/toast.ts';
import type { ProductsFound } from './queries.ts';

type Pages = InfiniteData<ProductsFound>;

const listed = { queryKey: ['products', 'managed'] };
const doneWords: Readonly<Record<ProductStatus, string>> = {
  active: 'is on sale',
  archived: 'is archived',
  draft: 'is a draft again',
};

function withStatus(pages: Pages | undefined, id: string, status: ProductStatus): Pages | undefined {
  if (pages === undefined) return undefined;
  const change = (product: Product) => (product.id === id ? { ...product, status } : product);
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, data: page.data.map(change) })) };
}

/** What can be done with a product of the list: the row changes at once, and back where that was refused or undone. */
export function useProductActions() {
  const queries = useQueryClient();
  const reread = () => queries.invalidateQueries({ queryKey: ['products'] });
  const show = (id: string, status: ProductStatus) =>
    queries.setQueriesData<Pages>(listed, (pages) => withStatus(pages, id, status));

  const move = useMutation({
    mutationFn: ({ product, status }: { product: Product; status: ProductStatus; isUndo?: boolean }) =>
      client.products.update({ params: { id: product.id }, body: { status } }),
    onMutate: async ({ product, status }) => {
      await queries.cancelQueries(listed);
      show(product.id, status);
    },
    onSuccess: (_answer, { product, status, isUndo }) => {
      const words = `${product.name} ${doneWords[status]}.`;
      if (isUndo) tellDone(words);
      else tellUndoable(words, () => move.mutate({ product, status: product.status, isUndo: true }));
    },
    onError: (error, { product }) => {
      show(product.id, product.status);
      tellRefused(error);
    },
    onSettled: reread,
  });

  const remove = async ({ id, name }: Product) => {
    await client.products.remove({ params: { id } });
    tellDone(`${name} is deleted.`);
    await reread();
  };
  return { move: (product: Product, status: ProductStatus) => move.mutate({ product, status }), remove };
}
