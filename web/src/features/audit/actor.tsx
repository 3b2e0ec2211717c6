import { type LogEvent, roles } from '@orderhouse/contracts';
import { roleWords } from '../../lib/people.ts';
import { Person } from '../../ui/person.tsx';
import classes from './audit.module.css';

/** Who did it: somebody with an account, somebody without, or the store by itself. */
export function Actor({ actor_id, actor_role }: Pick<LogEvent, 'actor_id' | 'actor_role'>) {
  const role = roles.find((one) => one === actor_role);
  if (actor_id === null) return <>{actor_role === 'anonymous' ? 'A visitor' : 'The store itself'}</>;
  return (
    <span className={classes.actor}>
      <Person id={actor_id} otherwise={role ? roleWords[role] : 'Somebody'} />
      {role && <span className={classes.role}>{roleWords[role]}</span>}
    </span>
  );
}
