import { type ComboboxItem, MultiSelect, type MultiSelectProps, Select, type SelectProps } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type CategoryChoice, categoriesQuery, categoryChoices } from '../lib/categories.ts';

interface CategorySelectProps extends Omit<SelectProps, 'data' | 'renderOption'> {
  /** What a category is chosen by: its id, or its address. */
  by?: 'id' | 'path';
  /** A category that is left out with all that is below it. */
  without?: string | null;
}

const plain = { searchable: true, clearable: true, nothingFoundMessage: 'No category of that name' } as const;

/** A category stands further in than the one that it is below of. */
function renderOption({ option, checked = false }: { option: ComboboxItem; checked?: boolean }) {
  const { name, depth } = option as ComboboxItem & CategoryChoice;
  return (
    <>
      <span style={{ paddingInlineStart: `${depth * 16}px`, flex: 1 }}>{name}</span>
      {checked && <IconCheck size={14} aria-hidden="true" />}
    </>
  );
}

/** Chooses a category of the tree. */
export function CategorySelect({ by = 'id', without = null, ...select }: CategorySelectProps) {
  const { data } = useQuery(categoriesQuery);
  const choices = categoryChoices(data?.data ?? [], by, without);
  return <Select {...plain} {...select} data={choices} renderOption={renderOption} />;
}

/** Chooses any number of categories of the tree, by their ids. */
export function CategoriesSelect(select: Omit<MultiSelectProps, 'data' | 'renderOption'>) {
  const { data } = useQuery(categoriesQuery);
  return (
    <MultiSelect
      {...plain}
      hidePickedOptions={false}
      {...select}
      data={categoryChoices(data?.data ?? [])}
      renderOption={renderOption}
    />
  );
}
