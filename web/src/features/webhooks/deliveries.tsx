import { Group, SegmentedControl } from '@mantine/core';
import { type WebhookEndpoint, webhookDeliveryStatuses } from '@orderhouse/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { client } from '../../lib/client.ts';
import { eventWords } from '../../lib/event-words.ts';
import { given } from '../../lib/search-params.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { ExportButton } from '../../ui/export-button.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { Empty } from '../../ui/states.tsx';
import { Status } from '../../ui/status.tsx';
import { Ago } from '../../ui/time.tsx';
import { DeliveryDrawer } from './delivery-drawer.tsx';
import { deliveriesQuery } from './queries.ts';
import { ReplayButton } from './replay-button.tsx';
import type { WebhookSearch } from './search.ts';
import { answerOf, deliveryWords } from './webhook-words.ts';

const route = getRouteApi('/webhooks/$endpointId');
const choices = [
  { value: 'all', label: 'All' },
  ...webhookDeliveryStatuses.map((value) => ({ value, label: deliveryWords[value].word })),
];

/** What was sent to an endpoint, and how it went. */
export function Deliveries({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { status, delivery } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(deliveriesQuery(endpoint.id, status));
  const filter = (value: string) =>
    void navigate({
      search: value === 'all' ? {} : { status: value as NonNullable<WebhookSearch['status']> },
      replace: true,
      resetScroll: false,
    });
  return (
    <>
      <Group justify="space-between" mb="sm">
        <SegmentedControl aria-label="Which deliveries" data={choices} value={status ?? 'all'} onChange={filter} />
        <ExportButton
          what="deliveries"
          open={({ format, signal }) =>
            client.exports.webhookDeliveries({
              params: { id: endpoint.id },
              query: { format, ...given({ status }) },
              signal,
            })
          }
        />
      </Group>
      <PagedList
        query={query}
        empty={
          status === undefined ? (
            <Empty title="Nothing was sent yet">
              It is told when something of that kind happens. Send a test to see whether it arrives.
            </Empty>
          ) : (
            <Empty title="None of these">No delivery is in this state.</Empty>
          )
        }
      >
        {(rows) => (
          <DataTable
            caption="Deliveries"
            rows={rows}
            idOf={({ id }) => id}
            columns={[
              {
                label: 'Event',
                cell: ({ id, event_type, is_test }) => (
                  <TextLink
                    to="/webhooks/$endpointId"
                    params={{ endpointId: endpoint.id }}
                    search={{ ...given({ status }), delivery: id }}
                    resetScroll={false}
                  >
                    {is_test ? 'Test' : eventWords[event_type]}
                  </TextLink>
                ),
              },
              { label: 'State', cell: (row) => <Status {...deliveryWords[row.status]} /> },
              { label: 'Answer', cell: answerOf },
              { label: 'Attempts', cell: ({ attempts }) => attempts, isNumber: true },
              { label: 'When', cell: ({ created_at }) => <Ago at={created_at} /> },
              {
                label: 'Actions',
                isAction: true,
                cell: (row) => <ReplayButton delivery={row} size="xs" variant="default" />,
              },
            ]}
          />
        )}
      </PagedList>
      <DeliveryDrawer id={delivery} onClose={() => void navigate({ search: given({ status }), resetScroll: false })} />
    </>
  );
}
