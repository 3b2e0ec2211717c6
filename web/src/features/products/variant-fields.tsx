import { NumberInput, TagsInput, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useStore } from '../../lib/store.ts';
import { MoneyInput } from '../../ui/money-input.tsx';
import type { VariantDraft } from './drafts.ts';
import classes from './fields.module.css';

/** What of a variant has a field of its own. */
export type VariantField = 'sku' | 'title' | 'unit_price' | 'stock' | 'low_stock_threshold';

interface VariantFieldsProps {
  propsOf: (name: VariantField) => object;
  /** Those that it may have of its siblings; none of a simple product. */
  optionNames: readonly string[];
  options: VariantDraft['options'];
  setOptions: (options: VariantDraft['options']) => void;
  optionError?: (name: string) => ReactNode;
  /** A simple product has no name for its variant. */
  isNamed: boolean;
  /** Only when it is added: later, the stock is changed by adjustments. */
  isNew: boolean;
}

/** The fields of one variant, in a row that breaks where the page is narrow. */
export function VariantFields({ propsOf, optionNames, options, setOptions, optionError, ...has }: VariantFieldsProps) {
  const { low_stock_threshold: usual } = useStore();
  return (
    <div className={classes.row}>
      {optionNames.map((name) => (
        <TextInput
          key={name}
          label={name}
          value={options[name] ?? ''}
          error={optionError?.(name)}
          onChange={({ currentTarget }) => setOptions({ ...options, [name]: currentTarget.value })}
        />
      ))}
      {has.isNamed && optionNames.length === 0 && <TextInput label="Name of the variant" {...propsOf('title')} />}
      <TextInput label="SKU" required withAsterisk={false} autoCapitalize="none" {...propsOf('sku')} />
      <MoneyInput label="Price" {...propsOf('unit_price')} />
      {has.isNew && (
        <NumberInput
          label="In stock"
          placeholder="0"
          hideControls
          allowNegative={false}
          allowDecimal={false}
          {...propsOf('stock')}
        />
      )}
      <NumberInput
        label="Warn at"
        placeholder={`${usual}, as usual`}
        hideControls
        allowNegative={false}
        allowDecimal={false}
        {...propsOf('low_stock_threshold')}
      />
    </div>
  );
}

/** The names of what variants differ in. */
export function OptionNames({ value, change }: { value: string[]; change: (names: string[]) => void }) {
  return (
    <TagsInput
      label="What the variants differ in"
      description="Such as size or colour; press Enter after each. Leave it empty to give each variant a name."
      placeholder={value.length === 0 ? 'Size' : ''}
      value={value}
      onChange={change}
      maxTags={5}
      splitChars={[',']}
      acceptValueOnBlur
    />
  );
}
