import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { personQuery, roleWords } from '../../lib/people.ts';
import { Facts } from '../../ui/facts.tsx';
import { Page } from '../../ui/page.tsx';
import { Failure } from '../../ui/states.tsx';
import { Status } from '../../ui/status.tsx';
import { Time } from '../../ui/time.tsx';
import { AccessSection } from './access-section.tsx';
import { AccountState } from './account-state.tsx';
import { ProfileForm } from './profile-form.tsx';
import { TracesSection } from './traces-section.tsx';
import classes from './users.module.css';

const route = getRouteApi('/users/$userId');

function UserSkeleton() {
  return (
    <Page title="Account">
      <div className={classes.columns} role="status" aria-label="Loading">
        <Stack gap="lg">
          <Skeleton height={56} />
          <Skeleton height={56} />
          <Skeleton height={240} />
        </Stack>
        <Skeleton height={280} />
      </div>
    </Page>
  );
}

/** One account: who it is, and what it may do. */
export function UserPage() {
  const { userId } = route.useParams();
  const { data: user, error, isPending, refetch } = useQuery(personQuery(userId));
  if (isPending) return <UserSkeleton />;
  if (!user) {
    return (
      <Page title="Account">
        <Failure error={error} retry={() => void refetch()} />
      </Page>
    );
  }
  return (
    <Page title={user.full_name || user.email} about={`${roleWords[user.role]} · ${user.email}`}>
      <div className={classes.columns}>
        <ProfileForm key={user.id} user={user} />
        <div className={classes.side}>
          <Facts
            of={[
              ['State', <AccountState key="state" isActive={user.is_active} />],
              [
                'E-mail address',
                user.is_verified ? (
                  <Status key="verified" tone="good" word="Confirmed" />
                ) : (
                  <Status key="verified" tone="over" word="Not confirmed" />
                ),
              ],
              ['Username', user.username ?? 'None'],
              ['Since', <Time key="since" at={user.created_at} />],
              ['Last changed', <Time key="changed" at={user.updated_at} />],
            ]}
          />
          <AccessSection user={user} />
          <TracesSection user={user} />
        </div>
      </div>
    </Page>
  );
}
