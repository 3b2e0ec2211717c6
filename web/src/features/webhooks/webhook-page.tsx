import { Skeleton, Stack, Title } from '@mantine/core';
import type { WebhookEndpoint } from '@orderhouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { now_ms } from '../../lib/clock.ts';
import { eventWords } from '../../lib/event-words.ts';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Failure } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { Deliveries } from './deliveries.tsx';
import { EndpointActions } from './endpoint-actions.tsx';
import { EndpointState } from './endpoint-state.tsx';
import { endpointQuery } from './queries.ts';
import { shortUrl } from './webhook-words.ts';
import classes from './webhooks.module.css';

const route = getRouteApi('/webhooks/$endpointId');

/** What is the matter with an endpoint, and what to do about it. */
function Trouble({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { is_enabled, disabled_reason, disabled_at, failing_since } = endpoint;
  if (is_enabled && failing_since === null) return null;
  if (!is_enabled && disabled_reason === 'by_admin') return null;
  if (is_enabled && failing_since !== null) {
    return (
      <Notice tone="waiting" title="Nothing arrives there">
        Every attempt has failed since <Time at={failing_since} />. When that goes on for too long, it is switched off.
      </Notice>
    );
  }
  return (
    <Notice tone="bad" title="It was switched off by itself">
      {disabled_reason === 'gone' ? 'The receiver said that it is gone' : 'Every attempt had failed for too long'}
      {disabled_at && (
        <>
          {' '}
          (<Time at={disabled_at} />)
        </>
      )}
      . Mend the receiver, switch it on, and send again what failed.
    </Notice>
  );
}

function About({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { url, event_types, previous_secret_until, created_at } = endpoint;
  const isOverlapping = previous_secret_until !== null && Date.parse(previous_secret_until) > now_ms();
  return (
    <Facts
      of={[
        ['Address', url],
        ['State', <EndpointState key="state" endpoint={endpoint} />],
        ['Told of', event_types.map((type) => eventWords[type]).join(', ')],
        ['Since', <Time key="since" at={created_at} />],
        ...(isOverlapping
          ? [
              [
                'Former secret',
                <span key="secret">
                  signs as well until <Time at={previous_secret_until} />
                </span>,
              ] as const,
            ]
          : []),
      ]}
    />
  );
}

/** One endpoint: what it is told of, and how that goes. */
export function WebhookPage() {
  const { endpointId } = route.useParams();
  const { data: endpoint, error, isPending, refetch } = useQuery(endpointQuery(endpointId));
  if (isPending) {
    return (
      <Page title="Webhook">
        <Stack role="status" aria-label="Loading">
          <Skeleton height={160} />
          <Skeleton height={320} />
        </Stack>
      </Page>
    );
  }
  if (!endpoint) {
    return (
      <Page title="Webhook">
        <Failure error={error} retry={() => void refetch()} />
      </Page>
    );
  }
  return (
    <Page
      title={shortUrl(endpoint.url)}
      about={endpoint.description || undefined}
      actions={<EndpointActions endpoint={endpoint} />}
    >
      <Stack gap="lg">
        <Trouble endpoint={endpoint} />
        <div className={classes.about}>
          <About endpoint={endpoint} />
        </div>
        <section>
          <Title order={2} mb="sm">
            Deliveries
          </Title>
          <Deliveries endpoint={endpoint} />
        </section>
      </Stack>
    </Page>
  );
}
