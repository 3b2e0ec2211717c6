import { Checkbox, Select } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { formatsOfKind, importKinds } from '@orderhouse/contracts';
import { useSession } from '../../lib/session.ts';
import { PersonSelect } from '../../ui/person-select.tsx';
import type { Encoding, Guess } from './guess-file.ts';
import classes from './imports.module.css';
import { choicesOf, type ImportWish, withKind } from './wish.ts';
import { formatWords, kindWords } from './words.ts';

interface WishFieldsProps {
  form: UseFormReturnType<ImportWish>;
  guess: Guess;
  guessedEncoding: Encoding;
}

const delimiterWords = { comma: 'Commas', semicolon: 'Semicolons', tab: 'Tabs' } as const;
const encodings = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'windows-1252', label: 'Windows-1252, or Latin-1' },
];
const decimals = [
  { value: '.', label: 'A point: 1299.50' },
  { value: ',', label: 'A comma: 1.299,50' },
];
const categorySources = [
  { value: 'none', label: 'None' },
  { value: 'type', label: 'The column Type' },
  { value: 'vendor', label: 'The column Vendor' },
  { value: 'product_category', label: 'The column Product Category' },
];

/** How a file is to be read: what its beginning shows stands there already. */
export function WishFields({ form, guess, guessedEncoding }: WishFieldsProps) {
  const { user } = useSession();
  const isAdmin = user?.role === 'admin';
  const wish = form.getValues();
  const has = choicesOf(wish);
  const found =
    guess.delimiter === null
      ? 'By the first line'
      : `By the first line: ${delimiterWords[guess.delimiter].toLowerCase()}`;
  const check = (name: 'ignoresUnknown' | 'createsCategories' | 'derivesSku') =>
    form.getInputProps(name, { type: 'checkbox' });
  return (
    <div className={classes.wish}>
      {isAdmin && (
        <Select
          label="What is in it"
          data={importKinds.map((kind) => ({ value: kind, label: kindWords[kind] }))}
          allowDeselect={false}
          {...form.getInputProps('kind')}
          onChange={(kind) => form.setValues(withKind(wish, kind as ImportWish['kind']))}
        />
      )}
      <Select
        label="File format"
        data={formatsOfKind[wish.kind].map((format) => ({ value: format, label: formatWords[format] }))}
        allowDeselect={false}
        {...form.getInputProps('format')}
      />
      {has.table && (
        <Select
          label="Columns are separated by"
          data={[
            { value: '', label: found },
            ...Object.entries(delimiterWords).map(([value, label]) => ({ value, label })),
          ]}
          allowDeselect={false}
          {...form.getInputProps('delimiter')}
        />
      )}
      {has.table && (
        <Select
          label="Amounts are written with"
          data={decimals}
          allowDeselect={false}
          {...form.getInputProps('decimal')}
        />
      )}
      {has.encoding && (
        <Select
          label="Character encoding"
          description={guessedEncoding === 'windows-1252' ? 'It is no UTF-8: look at the accents below.' : undefined}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={encodings}
          allowDeselect={false}
          {...form.getInputProps('encoding')}
        />
      )}
      {has.shopify && (
        <Select
          label="Category"
          data={categorySources}
          allowDeselect={false}
          {...form.getInputProps('category_from')}
        />
      )}
      {has.vendor && isAdmin && (
        <PersonSelect
          label="Vendor of new products"
          placeholder="You"
          ofRole="vendor,admin"
          value={wish.vendor_id || undefined}
          error={form.errors.vendor_id}
          onPick={(id) => form.setFieldValue('vendor_id', id ?? '')}
        />
      )}
      <div className={classes.checks}>
        {has.unknown && <Checkbox label="Leave out columns that are not known" {...check('ignoresUnknown')} />}
        {has.categories && isAdmin && (
          <Checkbox label="Make categories that the store lacks" {...check('createsCategories')} />
        )}
        {has.shopify && <Checkbox label="Make a SKU where there is none" {...check('derivesSku')} />}
      </div>
    </div>
  );
}
