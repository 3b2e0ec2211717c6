import { Button, Select } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type Role, roles, type User } from '@orderhouse/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { client } from '../../lib/client.ts';
import { roleWords } from '../../lib/people.ts';
import { given } from '../../lib/search-params.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { ExportButton } from '../../ui/export-button.tsx';
import { Filters } from '../../ui/filters.tsx';
import { FormModal } from '../../ui/form-dialog.tsx';
import { LinkButton, TextLink } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { Empty } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { tellDone } from '../../ui/toast.ts';
import { AccountState } from './account-state.tsx';
import { CreateUserForm } from './create-user-form.tsx';
import { filtersOf, usersQuery } from './queries.ts';
import type { UsersSearch } from './search.ts';
import classes from './users.module.css';

const route = getRouteApi('/users');

function UserFilters() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filter = (change: { [K in keyof UsersSearch]: UsersSearch[K] | undefined }) =>
    void navigate({ search: (was) => given({ ...was, ...change }), replace: true });
  return (
    <Filters>
      <SearchInput
        label="Name or e-mail address"
        value={search.q}
        onSearch={(q) => filter({ q })}
        placeholder="Part of it"
      />
      <Select
        label="Role"
        placeholder="Any"
        clearable
        data={roles.map((role) => ({ value: role, label: roleWords[role] }))}
        value={search.role ?? null}
        onChange={(role) => filter({ role: (role ?? undefined) as Role | undefined })}
      />
      <Select
        label="State"
        placeholder="Any"
        clearable
        data={[
          { value: 'active', label: 'Active' },
          { value: 'deactivated', label: 'Deactivated' },
        ]}
        value={search.state ?? null}
        onChange={(state) => filter({ state: (state ?? undefined) as UsersSearch['state'] })}
      />
    </Filters>
  );
}

/** The accounts of the store. */
export function UsersPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [isCreating, { open, close }] = useDisclosure();
  const query = useInfiniteQuery(usersQuery(search));
  const isFiltered = Object.keys(search).length > 0;
  const created = async ({ id, full_name }: User) => {
    close();
    tellDone(`${full_name} can sign in now.`);
    await navigate({ to: '/users/$userId', params: { userId: id } });
  };
  return (
    <Page
      title="Users"
      about="Everybody who has an account: customers, vendors and admins."
      actions={
        <>
          <ExportButton
            what="accounts"
            open={({ format, signal }) => client.exports.users({ query: { format, ...filtersOf(search) }, signal })}
          />
          <Button onClick={open}>Create account</Button>
        </>
      }
    >
      <UserFilters />
      <PagedList
        query={query}
        empty={
          isFiltered ? (
            <Empty
              title="Nobody like that"
              action={
                <LinkButton to="/users" search={{}} variant="default">
                  Show everybody
                </LinkButton>
              }
            >
              No account fits all of these filters.
            </Empty>
          ) : (
            <Empty title="No accounts yet" />
          )
        }
      >
        {(rows) => (
          <DataTable
            caption="Accounts"
            rows={rows}
            idOf={({ id }) => id}
            columns={[
              {
                label: 'Name',
                cell: ({ id, full_name, email }) => (
                  <div className={classes.who}>
                    <TextLink to="/users/$userId" params={{ userId: id }}>
                      {full_name || email}
                    </TextLink>
                    <span className={classes.email}>{email}</span>
                  </div>
                ),
              },
              { label: 'Role', cell: ({ role }) => roleWords[role] },
              { label: 'State', cell: ({ is_active }) => <AccountState isActive={is_active} /> },
              { label: 'Username', cell: ({ username }) => username ?? '–' },
              { label: 'Since', cell: ({ created_at }) => <Ago at={created_at} /> },
            ]}
          />
        )}
      </PagedList>
      <FormModal opened={isCreating} onClose={close} title="Create an account">
        <CreateUserForm onDone={created} />
      </FormModal>
    </Page>
  );
}
