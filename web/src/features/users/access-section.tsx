import { Button, Select, Title } from '@mantine/core';
import { type BodyOf, type Role, roles, type User, type users } from '@orderhouse/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../lib/client.ts';
import { personQuery, roleWords } from '../../lib/people.ts';
import { useSession } from '../../lib/session.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { tellDone, tellRefused } from '../../ui/toast.ts';
import classes from './users.module.css';

function useChange({ id, version }: User) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: BodyOf<typeof users.update>) =>
      client.users.update({ params: { id }, body, ifVersion: version }),
    onSuccess: (saved) => queries.setQueryData(personQuery(id).queryKey, saved),
    onSettled: () => queries.invalidateQueries({ queryKey: ['users'] }),
  });
}

function RoleChange({ user }: { user: User }) {
  const [wanted, setWanted] = useState<Role | null>(null);
  const change = useChange(user);
  const role = wanted ?? user.role;
  const act = async () => {
    await change.mutateAsync({ role });
    setWanted(null);
    tellDone(`${user.full_name} is ${roleWords[role].toLowerCase()} now.`);
  };
  return (
    <div className={classes.section}>
      <Title order={2}>Role</Title>
      <Select
        aria-label="Role"
        w="100%"
        allowDeselect={false}
        data={roles.map((value) => ({ value, label: roleWords[value] }))}
        value={role}
        onChange={(value) => setWanted(value as Role | null)}
      />
      <p>
        Customers buy, vendors sell their own products, admins may do everything. The last active admin stays one: make
        somebody else admin first.
      </p>
      {role !== user.role && (
        <ConfirmButton
          keep="Not now"
          question={`Make ${user.full_name} ${roleWords[role].toLowerCase()}?`}
          consequence="They are signed out everywhere at once, and find the rooms of their new role when they sign in again."
          verb="Change role"
          act={act}
        >
          Change role…
        </ConfirmButton>
      )}
    </div>
  );
}

function Deactivation({ user }: { user: User }) {
  const change = useChange(user);
  const activate = () =>
    change.mutate(
      { is_active: true },
      { onSuccess: () => tellDone(`${user.full_name} may sign in again.`), onError: tellRefused },
    );
  const deactivate = async () => {
    await change.mutateAsync({ is_active: false });
    tellDone(`${user.full_name} is signed out, and stays so.`);
  };
  return (
    <div className={classes.section}>
      <Title order={2}>Access</Title>
      {user.is_active ? (
        <>
          <p>A deactivated account cannot sign in. Its orders and its history stay.</p>
          <ConfirmButton
            color="red"
            variant="outline"
            keep="Not now"
            question={`Deactivate ${user.full_name}?`}
            consequence={
              user.role === 'vendor'
                ? 'They are signed out everywhere at once. Their products stay on sale until an admin archives them.'
                : 'They are signed out everywhere at once and cannot sign in until somebody activates the account again.'
            }
            verb="Deactivate"
            act={deactivate}
          >
            Deactivate…
          </ConfirmButton>
        </>
      ) : (
        <>
          <p>This account is deactivated and cannot sign in.</p>
          <Button onClick={activate} loading={change.isPending}>
            Activate
          </Button>
        </>
      )}
    </div>
  );
}

/** What an account may do; both changes end its sessions. One's own is left to others. */
export function AccessSection({ user }: { user: User }) {
  const { user: me } = useSession();
  if (me?.id === user.id) {
    return (
      <div className={classes.section}>
        <Title order={2}>Role and access</Title>
        <p>This is your own account. Another admin can change its role or deactivate it.</p>
      </div>
    );
  }
  return (
    <>
      <RoleChange user={user} />
      <Deactivation user={user} />
    </>
  );
}
