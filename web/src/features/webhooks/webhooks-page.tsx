import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAttempt } from '../../lib/attempt.ts';
import { client } from '../../lib/client.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { ExportButton } from '../../ui/export-button.tsx';
import { FormDrawer } from '../../ui/form-dialog.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { Empty } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { EndpointForm } from './endpoint-form.tsx';
import { EndpointState } from './endpoint-state.tsx';
import { endpointsQuery } from './queries.ts';
import { SecretModal } from './secret-modal.tsx';
import { shortUrl, toldOf } from './webhook-words.ts';
import classes from './webhooks.module.css';

const nothing = { url: '', description: '', event_types: [] };

/** Where the store's events are sent. */
export function WebhooksPage() {
  const queries = useQueryClient();
  const query = useInfiniteQuery(endpointsQuery);
  const [isCreating, { open, close }] = useDisclosure();
  const [secret, setSecret] = useState<string | null>(null);
  const attempt = useAttempt();
  const create = <Button onClick={open}>Create webhook</Button>;
  return (
    <Page
      title="Webhooks"
      about="What happens in the store, told to other systems as it happens."
      actions={
        <>
          <ExportButton
            what="webhooks"
            open={({ format, signal }) => client.exports.webhookEndpoints({ query: { format }, signal })}
          />
          {create}
        </>
      }
    >
      <PagedList
        query={query}
        empty={
          <Empty title="No webhooks yet" action={create}>
            A webhook tells another system, such as your accounting, when something happens here.
          </Empty>
        }
      >
        {(rows) => (
          <DataTable
            caption="Webhooks"
            rows={rows}
            idOf={({ id }) => id}
            columns={[
              {
                label: 'Address',
                cell: ({ id, url, description }) => (
                  <div className={classes.where}>
                    <TextLink to="/webhooks/$endpointId" params={{ endpointId: id }}>
                      {shortUrl(url)}
                    </TextLink>
                    {description !== '' && <span className={classes.dimmed}>{description}</span>}
                  </div>
                ),
              },
              { label: 'Told of', cell: (endpoint) => toldOf(endpoint) },
              { label: 'State', cell: (endpoint) => <EndpointState endpoint={endpoint} /> },
              { label: 'Since', cell: ({ created_at }) => <Ago at={created_at} /> },
            ]}
          />
        )}
      </PagedList>
      <FormDrawer opened={isCreating} onClose={close} size="lg" title="Create a webhook">
        <EndpointForm
          initialValues={nothing}
          verb="Create webhook"
          send={(body) => attempt(body, (idempotencyKey) => client.webhookEndpoints.create({ body, idempotencyKey }))}
          onDone={({ secret }) => {
            close();
            setSecret(secret);
            void queries.invalidateQueries({ queryKey: ['webhooks', 'list'] });
          }}
        />
      </FormDrawer>
      <SecretModal secret={secret} onClose={() => setSecret(null)} />
    </Page>
  );
}
