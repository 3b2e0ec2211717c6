import { Drawer, Skeleton, Stack, Title } from '@mantine/core';
import type { WebhookDeliveryDetails } from '@orderhouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { eventWords } from '../../lib/event-words.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Raw } from '../../ui/raw.tsx';
import { Failure } from '../../ui/states.tsx';
import { Status } from '../../ui/status.tsx';
import { Time } from '../../ui/time.tsx';
import { deliveryQuery } from './queries.ts';
import { ReplayButton } from './replay-button.tsx';
import { answerOf, deliveryWords, readableBody } from './webhook-words.ts';

function Request({ delivery }: { delivery: WebhookDeliveryDetails }) {
  const { request_url, request_headers, request_body } = delivery;
  const headers = Object.entries(request_headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  const head = request_url === null ? '' : [`POST ${request_url}`, ...headers].join('\n');
  return (
    <section>
      <Title order={3} mb="xs">
        What was sent
      </Title>
      <Stack gap="xs">
        {head !== '' && <Raw>{head}</Raw>}
        <Raw>{readableBody(request_body)}</Raw>
      </Stack>
    </section>
  );
}

function Attempts({ delivery: { history } }: { delivery: WebhookDeliveryDetails }) {
  if (history.length === 0) return null;
  return (
    <section>
      <Title order={3} mb="xs">
        Attempts
      </Title>
      <DataTable
        caption="Attempts"
        rows={history.toReversed()}
        idOf={({ started_at }) => started_at}
        columns={[
          { label: 'Begun', cell: ({ started_at }) => <Time at={started_at} /> },
          {
            label: 'Answer',
            cell: ({ response_status, error }) =>
              response_status === null ? (error ?? 'No answer') : `HTTP ${response_status}`,
          },
          { label: 'Took', cell: ({ duration_ms }) => `${duration_ms} ms`, isNumber: true },
        ]}
      />
    </section>
  );
}

function Delivery({ delivery }: { delivery: WebhookDeliveryDetails }) {
  const { status, response_body, next_attempt_at, created_at, id, last_error, response_status } = delivery;
  return (
    <Stack gap="lg">
      <Facts
        of={[
          ['State', <Status key="state" {...deliveryWords[status]} />],
          ['Answer', answerOf(delivery)],
          ...(last_error === null || response_status !== null ? [] : [['Why', last_error] as const]),
          ['Happened', <Time key="at" at={created_at} />],
          ...(next_attempt_at === null ? [] : [['Next attempt', <Time key="next" at={next_attempt_at} />] as const]),
          ['Webhook id', id],
        ]}
      />
      <div>
        <ReplayButton delivery={delivery} />
      </div>
      <Attempts delivery={delivery} />
      <Request delivery={delivery} />
      {response_body !== null && response_body !== '' && (
        <section>
          <Title order={3} mb="xs">
            What came back
          </Title>
          <Raw>{readableBody(response_body)}</Raw>
        </section>
      )}
    </Stack>
  );
}

function DrawerBody({ id }: { id: string }) {
  const { data, error, isPending, refetch } = useQuery(deliveryQuery(id));
  if (isPending) return <Skeleton height={480} role="status" aria-label="Loading" />;
  return data ? <Delivery delivery={data} /> : <Failure error={error} retry={() => void refetch()} />;
}

/** One delivery: request, response and attempts. */
export function DeliveryDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const { data } = useQuery({ ...deliveryQuery(id ?? ''), enabled: id !== undefined });
  const title = data ? (data.is_test ? 'Test' : eventWords[data.event_type]) : 'Delivery';
  return (
    <Drawer opened={id !== undefined} onClose={onClose} position="right" size="lg" title={title}>
      {id !== undefined && <DrawerBody id={id} />}
    </Drawer>
  );
}
