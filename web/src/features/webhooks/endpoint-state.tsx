import type { WebhookEndpoint } from '@orderhouse/contracts';
import { Status } from '../../ui/status.tsx';
import { stateOfEndpoint } from './webhook-words.ts';

export function EndpointState({ endpoint }: { endpoint: WebhookEndpoint }) {
  return <Status {...stateOfEndpoint(endpoint)} />;
}
