import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Page } from '../../ui/page.tsx';
import { Failure } from '../../ui/states.tsx';
import classes from './account.module.css';
import { PasswordForm } from './password-form.tsx';
import { ProfileForm } from './profile-form.tsx';
import { profileQuery } from './queries.ts';

/** One’s own account. */
export function ProfilePage() {
  const { data: user, error, refetch } = useQuery(profileQuery);
  return (
    <Page title="Profile" about={user?.email ?? <br />} isNarrow>
      {!user && error && <Failure error={error} retry={() => void refetch()} />}
      {!user && !error && (
        <Stack role="status" aria-label="Loading your profile">
          <Skeleton height={60} />
          <Skeleton height={60} />
          <Skeleton height={240} />
        </Stack>
      )}
      {user && (
        <>
          <div className={classes.part}>
            <ProfileForm user={user} />
          </div>
          <div className={classes.part}>
            <PasswordForm user={user} />
          </div>
        </>
      )}
    </Page>
  );
}
