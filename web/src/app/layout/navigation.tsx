import { Link, useRouter } from '@tanstack/react-router';
import { useSession } from '../../lib/session.ts';
import { groupWords, roomsOf } from './rooms-of.ts';
import classes from './shell.module.css';

/** The rooms that who is here may enter. */
export function Navigation({ onEnter }: { onEnter: () => void }) {
  const router = useRouter();
  const { user } = useSession();
  const rooms = roomsOf(router, user?.role ?? 'anonymous').filter(({ group }) => group in groupWords);
  const groups = Object.entries(Object.groupBy(rooms, ({ group }) => group));
  return (
    <nav aria-label="Rooms">
      {groups.map(([group, signs = []]) => (
        <div key={group}>
          <p className={classes.group}>{groupWords[group as keyof typeof groupWords]}</p>
          {signs.map(({ path, label, icon: Icon }) => (
            <Link key={path} to={path} className={classes.room} onClick={onEnter}>
              <Icon size={18} stroke={1.6} />
              {label}
            </Link>
          ))}
        </div>
      ))}
    </nav>
  );
}
