import { Select, Textarea, TextInput } from '@mantine/core';
import { type Product, productStatuses } from '@orderhouse/contracts';
import type { ReactNode } from 'react';
import { useSession } from '../../lib/session.ts';
import { CategoriesSelect } from '../../ui/category-select.tsx';
import { PersonSelect } from '../../ui/person-select.tsx';
import { productWords } from '../../ui/status.tsx';
import type { ProductDetails } from './drafts.ts';
import classes from './fields.module.css';

interface ProductFieldsProps {
  propsOf: (name: 'name' | 'description' | 'status' | 'category_ids') => object;
  vendorId: ProductDetails['vendor_id'];
  vendorError?: ReactNode;
  setVendor: (id: string) => void;
  /** A new one belongs to whoever adds it, unless another is named. */
  isNew?: boolean;
}

const statusWords: Readonly<Record<Product['status'], string>> = {
  active: 'Customers see it and can buy it.',
  draft: 'Nobody sees it in the shop yet.',
  archived: 'It is out of the shop; orders keep it.',
};
const statuses = productStatuses.map((status) => ({ value: status, label: productWords[status] }));

/** The fields of a product itself. */
export function ProductFields({ propsOf, vendorId, vendorError, setVendor, isNew = false }: ProductFieldsProps) {
  const { user } = useSession();
  const status = propsOf('status') as { value: Product['status'] };
  return (
    <div className={classes.fields}>
      <TextInput label="Name" maxLength={300} {...propsOf('name')} />
      <Textarea label="Description" autosize minRows={4} maxRows={16} {...propsOf('description')} />
      <div className={classes.pair}>
        <Select
          label="State"
          data={statuses}
          allowDeselect={false}
          description={statusWords[status.value]}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          {...status}
        />
        <CategoriesSelect label="Categories" placeholder="Choose" {...propsOf('category_ids')} />
      </div>
      {user?.role === 'admin' && (
        <PersonSelect
          label="Vendor"
          placeholder={isNew ? 'You' : 'Choose'}
          description="Who sells and ships it."
          ofRole="vendor,admin"
          value={vendorId || undefined}
          error={vendorError}
          onPick={(id) => setVendor(id ?? '')}
        />
      )}
    </div>
  );
}
