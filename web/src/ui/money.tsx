import { formatMoney } from '../lib/money.ts';
import { useStore } from '../lib/store.ts';

/** An amount in minor units, as the store's language writes it. */
export function Money({ minor, currency }: { minor: number; currency?: string }) {
  const store = useStore();
  return (
    <span className="figures">
      {formatMoney(minor, { currency: currency ?? store.currency, locale: store.locale })}
    </span>
  );
}
