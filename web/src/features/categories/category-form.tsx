import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { api, type BodyOf, type Category, type CategoryInTree, type categories } from '@orderhouse/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useAttempt } from '../../lib/attempt.ts';
import { client } from '../../lib/client.ts';
import { useContractForm } from '../../lib/contract-form.ts';
import { fieldsThatDiffer, sendOrReread, useRecordForm } from '../../lib/record-form.ts';
import { CategorySelect } from '../../ui/category-select.tsx';
import { ChangedMeanwhile } from '../../ui/changed-meanwhile.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { tellDone } from '../../ui/toast.ts';

interface CategoryFormProps {
  /** The one that is changed; a new one is added without it. */
  category?: CategoryInTree;
  /** Where a new one begins to stand. */
  parentId: string | null;
  onDone: () => void;
}

interface CategoryDraft extends Record<string, unknown> {
  name: string;
  slug: string;
  description: string;
  parent_id: string | null;
}

const fieldWords: Readonly<Record<string, string>> = {
  name: 'name',
  slug: 'address',
  description: 'description',
  parent_id: 'place',
};

/** Adds a category, or changes one: a new place takes along what is below it. */
export function CategoryForm({ category, parentId, onDone }: CategoryFormProps) {
  const queries = useQueryClient();
  const attempt = useAttempt();
  const start: CategoryDraft = category
    ? {
        name: category.name,
        slug: category.slug,
        description: category.description,
        parent_id: category.parent_id,
      }
    : { name: '', slug: '', description: '', parent_id: parentId };
  const reread = () => queries.invalidateQueries({ queryKey: ['categories'] });
  const save = async (body: Partial<CategoryDraft>): Promise<Category> => {
    if (!category) {
      const made = body as BodyOf<typeof categories.create>;
      return attempt(body, (idempotencyKey) => client.categories.create({ body: made, idempotencyKey }));
    }
    const changed = fieldsThatDiffer(body as CategoryDraft, start);
    const change = Object.fromEntries(changed.map((name) => [name, body[name]]));
    const { id, version } = category;
    return sendOrReread(() => client.categories.update({ params: { id }, body: change, ifVersion: version }), reread);
  };
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: category ? api.categories.update.body : api.categories.create.body,
    initialValues: start,
    toBody: ({ slug, ...values }): Partial<CategoryDraft> => ({ ...values, ...(slug !== '' && { slug }) }),
    send: save,
    onDone: async ({ name }) => {
      tellDone(category ? 'Saved.' : `${name} is added.`);
      await reread();
      onDone();
    },
  });
  const { changed, takeOver } = useRecordForm(form, start);
  const { parent_id } = form.getValues();
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        {category && <ChangedMeanwhile fields={changed.map((name) => fieldWords[name] ?? name)} takeOver={takeOver} />}
        <TextInput label="Name" maxLength={120} data-autofocus {...form.getInputProps('name')} />
        <CategorySelect
          label="Stands in"
          placeholder="At the top"
          value={parent_id}
          without={category?.id ?? null}
          error={form.errors.parent_id}
          onChange={(id) => form.setFieldValue('parent_id', id)}
        />
        <TextInput
          label="Address"
          description="The part of its address: small letters, digits and hyphens. Made of the name unless given."
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          maxLength={60}
          {...form.getInputProps('slug')}
        />
        <Textarea label="Description" autosize minRows={2} maxRows={10} {...form.getInputProps('description')} />
        <FormProblem problem={problem} />
        <Group justify="flex-end">
          <Button type="submit" loading={isSending} disabled={category !== undefined && !form.isDirty()}>
            {category ? 'Save' : 'Add category'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
