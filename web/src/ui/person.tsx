import { useQuery } from '@tanstack/react-query';
import { personQuery } from '../lib/people.ts';

/** An account by its name; until the name is known, and where the account is gone, `otherwise`. */
export function Person({ id, otherwise = 'Somebody' }: { id: string; otherwise?: string }) {
  const { data } = useQuery(personQuery(id));
  return data?.full_name ?? otherwise;
}
