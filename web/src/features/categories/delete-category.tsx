import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import type { CategoryInTree } from '@orderhouse/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../lib/client.ts';
import { counted } from '../../lib/counted.ts';
import { wordsOf } from '../../lib/problem-words.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { tellDone } from '../../ui/toast.ts';
import { belowOf } from './tree-moves.ts';

interface DeleteCategoryProps {
  category: CategoryInTree;
  rows: readonly CategoryInTree[];
  onDone: () => void;
}

/** Asks what becomes of what is below a category, and of its products, and deletes it. */
export function DeleteCategory({ category, rows, onDone }: DeleteCategoryProps) {
  const queries = useQueryClient();
  const below = belowOf(rows, category);
  const above = rows.find(({ id }) => id === category.parent_id);
  const place = above ? above.name : 'the top';
  const [children, setChildren] = useState<'move_up' | 'delete'>('move_up');
  const [products, setProducts] = useState<'move_to_parent' | 'unassign'>(above ? 'move_to_parent' : 'unassign');
  // Those of the categories that move up stay where they are; how many stand in this one alone is not known.
  const goes = below.length === 0 || children === 'delete';
  const told = counted(category.products_count, 'product', 'products');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ words: string; besides: string[] } | null>(null);
  const run = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const { categories_deleted, products_changed } = await client.categories.remove({
        params: { id: category.id },
        query: { children, products },
        ifVersion: category.version,
      });
      const gone = counted(categories_deleted, 'category is', 'categories are');
      const touched = products_changed > 0 ? ` It concerned ${counted(products_changed, 'product', 'products')}.` : '';
      tellDone(`${gone} deleted.${touched}`);
      onDone();
    } catch (error) {
      setProblem({ words: wordsOf(error), besides: [] });
    } finally {
      setBusy(false);
      await queries.invalidateQueries({ queryKey: ['categories'] });
    }
  };
  return (
    <Stack gap="md">
      <Text>No product is deleted: only where they stand changes.</Text>
      {below.length > 0 && (
        <Radio.Group
          label={`What becomes of the ${counted(below.length, 'category', 'categories')} below it`}
          value={children}
          onChange={(value) => setChildren(value as typeof children)}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="move_up" label={`They move up, to ${place}`} />
            <Radio value="delete" label="They are deleted too" />
          </Stack>
        </Radio.Group>
      )}
      {category.products_count > 0 && (
        <Radio.Group
          label={goes ? `What becomes of the ${told} in what goes` : 'What becomes of the products that stand in it'}
          value={products}
          onChange={(value) => setProducts(value as typeof products)}
        >
          <Stack gap="xs" mt="xs">
            {above && <Radio value="move_to_parent" label={`They stand in ${above.name} then`} />}
            <Radio value="unassign" label="They stand in no category in its place" />
          </Stack>
        </Radio.Group>
      )}
      <FormProblem problem={problem} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onDone} data-autofocus>
          Keep it
        </Button>
        <Button color="red" loading={isBusy} onClick={() => void run()}>
          Delete it
        </Button>
      </Group>
    </Stack>
  );
}
