import { Button, Select, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type Asker, paymentStatuses } from '@orderhouse/contracts';
import { PersonSelect } from '../../ui/person-select.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { paymentWords } from '../../ui/status.tsx';
import classes from './orders.module.css';
import { type OrdersSearch, ordersSearch } from './search.ts';
import { StatusFilter } from './status-filter.tsx';

interface OrderFiltersProps {
  search: OrdersSearch;
  role: Asker;
  onChange: (search: OrdersSearch) => void;
}

const payments = paymentStatuses.map((status) => ({ value: status, label: paymentWords[status] }));

interface DayProps {
  label: string;
  day: string | undefined;
  min?: string;
  max?: string;
  onPick: (day: string | undefined) => void;
}

function Day({ label, day = '', min, max, onPick }: DayProps) {
  return (
    <TextInput
      type="date"
      label={label}
      value={day}
      min={min}
      max={max}
      onChange={({ currentTarget: { value } }) => onPick(value === '' ? undefined : value)}
    />
  );
}

/** By what a list of orders is narrowed; a customer, who has few, is asked for less. */
export function OrderFilters({ search, role, onChange }: OrderFiltersProps) {
  const [isOpen, { toggle }] = useDisclosure(Object.keys(search).some((name) => name !== 'status'));
  // By the reader of the address: what does not fit, or is undone, is left out of it.
  const narrow = (part: Partial<Record<keyof OrdersSearch, unknown>>) => onChange(ordersSearch({ ...search, ...part }));
  return (
    <>
      <div className={classes.bar}>
        <StatusFilter search={search} role={role} onPick={(status) => narrow({ status })} />
        <Button
          className={classes.more}
          variant="subtle"
          color="gray"
          size="xs"
          onClick={toggle}
          aria-expanded={isOpen}
        >
          {isOpen ? 'Fewer filters' : 'More filters'}
        </Button>
      </div>
      <search className={classes.fields} aria-label="Filters" data-open={isOpen || undefined}>
        {role !== 'customer' && (
          <>
            <SearchInput
              label="Customer"
              placeholder="Name or e-mail"
              maxLength={100}
              value={search.customer}
              onSearch={(customer) => narrow({ customer })}
            />
            <SearchInput
              label="Number"
              placeholder="1042"
              inputMode="numeric"
              maxLength={16}
              value={search.number?.toString()}
              onSearch={(number) => narrow({ number: number?.replace(/^#/, '') })}
            />
            <Select
              label="Payment"
              placeholder="Any"
              data={payments}
              value={search.payment ?? null}
              onChange={(payment) => narrow({ payment })}
              clearable
            />
          </>
        )}
        {role === 'admin' && (
          <PersonSelect
            label="Vendor"
            placeholder="Any"
            ofRole="vendor,admin"
            value={search.vendor}
            onPick={(vendor) => narrow({ vendor })}
          />
        )}
        <Day label="From" day={search.from} max={search.to} onPick={(from) => narrow({ from })} />
        <Day label="To" day={search.to} min={search.from} onPick={(to) => narrow({ to })} />
      </search>
    </>
  );
}
