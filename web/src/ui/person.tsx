import { useQuery } from '@tanstack/react-query';
import { personQuery } from '../lib/people.ts';
import { TextLink } from './link-button.tsx';

/** An account by its name, and the way to it; until the name is known, and where the account is gone, `otherwise`. */
export function Person({ id, otherwise = 'Somebody' }: { id: string; otherwise?: string }) {
  const { data } = useQuery(personQuery(id));
  return (
    <TextLink to="/users/$userId" params={{ userId: id }}>
      {data?.full_name ?? otherwise}
    </TextLink>
  );
}
