import { ActionIcon, Button, Group } from '@mantine/core';
import type { CategoryInTree } from '@orderhouse/contracts';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { categoriesQuery } from '../../lib/categories.ts';
import { client } from '../../lib/client.ts';
import { Count } from '../../ui/count.tsx';
import { ExportButton } from '../../ui/export-button.tsx';
import { FormModal } from '../../ui/form-dialog.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { RowsSkeleton } from '../../ui/paged-list.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import { tellRefused } from '../../ui/toast.ts';
import classes from './categories.module.css';
import { CategoryForm } from './category-form.tsx';
import { DeleteCategory } from './delete-category.tsx';
import { placeBeside, siblingsOf, withStep } from './tree-moves.ts';

/** What is open over the tree. */
type Open = { doing: 'add'; parentId: string | null } | { doing: 'edit' | 'delete'; id: string };
type Step = { row: CategoryInTree; step: 1 | -1 };

/** Moves a category among its siblings: the page shows it at once. */
function useSteps(rows: readonly CategoryInTree[], say: (words: string) => void) {
  const queries = useQueryClient();
  const { queryKey } = categoriesQuery;
  const { mutate } = useMutation({
    mutationFn: ({ row, place }: Step & { place: number }) =>
      client.categories.update({ params: { id: row.id }, body: { position: place } }),
    onMutate: async ({ row, step, place }) => {
      await queries.cancelQueries({ queryKey });
      queries.setQueryData(queryKey, { data: withStep(rows, row, step) });
      say(`${row.name} is now number ${place + 1} of ${siblingsOf(rows, row).length}.`);
    },
    onError: tellRefused,
    onSettled: () => queries.invalidateQueries({ queryKey: ['categories'] }),
  });
  return (row: CategoryInTree, step: 1 | -1) => {
    const place = placeBeside(rows, row, step);
    if (place !== null) mutate({ row, step, place });
  };
}

interface BranchProps {
  rows: readonly CategoryInTree[];
  parentId: string | null;
  open: (what: Open) => void;
  step: (row: CategoryInTree, step: 1 | -1) => void;
}

function Branch({ rows, parentId, open, step }: BranchProps) {
  const children = rows.filter(({ parent_id }) => parent_id === parentId);
  if (children.length === 0) return null;
  return (
    <ul className={classes.branch}>
      {children.map((row, index) => (
        <li key={row.id}>
          <div className={classes.row}>
            <span className={classes.name}>
              {row.name}
              {row.description && <span className={classes.about}>{row.description}</span>}
            </span>
            <TextLink to="/manage/products" search={{ category: row.path }} className={classes.products}>
              <Count of={row.products_count} /> {row.products_count === 1 ? 'product' : 'products'}
              <span className="visually-hidden"> in {row.name}</span>
            </TextLink>
            <Group gap={4} wrap="nowrap" className={classes.actions}>
              <ActionIcon aria-label={`Move ${row.name} up`} disabled={index === 0} onClick={() => step(row, -1)}>
                <IconArrowUp size={16} stroke={1.6} />
              </ActionIcon>
              <ActionIcon
                aria-label={`Move ${row.name} down`}
                disabled={index === children.length - 1}
                onClick={() => step(row, 1)}
              >
                <IconArrowDown size={16} stroke={1.6} />
              </ActionIcon>
              <Button size="compact-sm" variant="default" onClick={() => open({ doing: 'add', parentId: row.id })}>
                Add below<span className="visually-hidden"> {row.name}</span>
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => open({ doing: 'edit', id: row.id })}>
                Edit<span className="visually-hidden"> {row.name}</span>
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => open({ doing: 'delete', id: row.id })}>
                Delete<span className="visually-hidden"> {row.name}</span>
              </Button>
            </Group>
          </div>
          <Branch rows={rows} parentId={row.id} open={open} step={step} />
        </li>
      ))}
    </ul>
  );
}

const titles = { add: 'New category', edit: 'Edit category', delete: 'Delete' } as const;

/** The tree of categories: made, named, moved, taken away. */
export function CategoriesPage() {
  const { data, error, isPending, refetch } = useQuery(categoriesQuery);
  const [open, setOpen] = useState<Open | null>(null);
  const [said, setSaid] = useState('');
  const rows = data?.data ?? [];
  const step = useSteps(rows, setSaid);
  const close = () => setOpen(null);
  const chosen = open && open.doing !== 'add' ? rows.find(({ id }) => id === open.id) : undefined;
  const add = <Button onClick={() => setOpen({ doing: 'add', parentId: null })}>New category</Button>;
  return (
    <Page
      title="Categories"
      about="How people find their way through the shop."
      actions={
        <>
          <ExportButton
            what="categories"
            open={({ format, signal }) => client.exports.categories({ query: { format }, signal })}
          />
          {add}
        </>
      }
    >
      {isPending && <RowsSkeleton />}
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {data && rows.length === 0 && (
        <Empty title="No categories yet">Make the first one, then the products can be put into it.</Empty>
      )}
      <Branch rows={rows} parentId={null} open={setOpen} step={step} />
      <p className="visually-hidden" role="status">
        {said}
      </p>
      <FormModal
        opened={open !== null && (open.doing === 'add' || chosen !== undefined)}
        onClose={close}
        title={open?.doing === 'delete' ? `Delete ${chosen?.name ?? ''}?` : open ? titles[open.doing] : ''}
      >
        {open?.doing === 'add' && <CategoryForm parentId={open.parentId} onDone={close} />}
        {open?.doing === 'edit' && chosen && (
          <CategoryForm key={chosen.id} category={chosen} parentId={chosen.parent_id} onDone={close} />
        )}
        {open?.doing === 'delete' && chosen && <DeleteCategory category={chosen} rows={rows} onDone={close} />}
      </FormModal>
    </Page>
  );
}
