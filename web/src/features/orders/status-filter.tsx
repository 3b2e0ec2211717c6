import { type Asker, type OrderStatus, orderStatuses } from '@orderhouse/contracts';
import { orderWords } from '../../ui/status.tsx';
import { shownStatuses, statusParam } from './filters.ts';
import classes from './orders.module.css';
import type { OrdersSearch } from './search.ts';

interface StatusFilterProps {
  search: OrdersSearch;
  role: Asker;
  onPick: (status: string | undefined) => void;
}

/** Which states are shown: any number of them, none for all. */
export function StatusFilter({ search, role, onPick }: StatusFilterProps) {
  const shown = shownStatuses(search, role);
  const toggle = (status: OrderStatus) => {
    const next = shown.includes(status) ? shown.filter((other) => other !== status) : [...shown, status];
    onPick(statusParam(next, role));
  };
  return (
    <fieldset className={classes.states}>
      <legend className="visually-hidden">States that are shown</legend>
      <label className={classes.state}>
        <input type="checkbox" checked={shown.length === 0} onChange={() => onPick(statusParam([], role))} />
        All
      </label>
      {orderStatuses.map((status) => (
        <label key={status} className={classes.state}>
          <input type="checkbox" checked={shown.includes(status)} onChange={() => toggle(status)} />
          {orderWords[status]}
        </label>
      ))}
    </fieldset>
  );
}
