import { useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { formatMoney, readMoney } from '../../lib/money.ts';
import { given } from '../../lib/search-params.ts';
import { useStore } from '../../lib/store.ts';
import classes from './filters.module.css';
import type { CatalogueSearch } from './search.ts';

/** Two limits of one's own. The smaller one is the lower, whichever field it was written in. */
export function PriceRangeForm({ search }: { search: CatalogueSearch }) {
  const store = useStore();
  const navigate = useNavigate();
  const { price_min, price_max, ...rest } = search;
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const [one, other] = ['from', 'to'].map((name) => readMoney(String(fields.get(name)), store));
    const isTurned = one !== undefined && other !== undefined && one > other;
    const [from, to] = isTurned ? [other, one] : [one, other];
    void navigate({ to: '/', search: given({ ...rest, price_min: from, price_max: to }), resetScroll: false });
  };
  const written = (minor: number | undefined) => (minor === undefined ? '' : formatMoney(minor, store));
  return (
    <form className={classes.range} onSubmit={onSubmit} key={`${price_min} ${price_max}`}>
      <input
        name="from"
        aria-label="Lowest price"
        placeholder="From"
        inputMode="decimal"
        autoComplete="off"
        defaultValue={written(price_min)}
      />
      <span aria-hidden="true">–</span>
      <input
        name="to"
        aria-label="Highest price"
        placeholder="To"
        inputMode="decimal"
        autoComplete="off"
        defaultValue={written(price_max)}
      />
      <button type="submit">Set</button>
    </form>
  );
}
