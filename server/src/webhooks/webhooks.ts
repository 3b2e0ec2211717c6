import type { Runtime } from '../platform/runtime.ts';
import type { Sealer } from './secret.ts';
import type { WebhookSettings } from './settings.ts';

/** What the verbs of this module need of the world. */
export interface Webhooks {
  runtime: Runtime;
  settings: WebhookSettings;
  sealer: Sealer;
}
