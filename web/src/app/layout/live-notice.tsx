import { useLiveState } from '../../lib/live.ts';
import classes from './shell.module.css';

/** Says quietly that changes are not heard at the moment. They are caught up with when the connection is back. */
export function LiveNotice() {
  const isLost = useLiveState() === 'lost';
  return (
    <p className={classes.live} role="status">
      {isLost && 'The connection was lost. Trying again…'}
    </p>
  );
}
