import { formatCount } from '../lib/formats.ts';
import { useStore } from '../lib/store.ts';

/** A number of things, as the store's language writes it. */
export function Count({ of }: { of: number }) {
  const { locale } = useStore();
  return <span className="figures">{formatCount(of, locale)}</span>;
}
