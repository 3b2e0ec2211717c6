import { createHmac } from 'node:crypto';
import { version } from '../platform/version.ts';
import { keyIn } from './secret.ts';

export interface ToSign {
  id: string;
  body: string;
  at: Date;
  /** Each signs: the present one first, and that of before while it overlaps. */
  secrets: readonly string[];
}

/** @returns the headers of a webhook, by the Standard Webhooks specification: `id.timestamp.body`, HMAC-SHA256, `v1`. */
export function signedHeaders({ id, body, at, secrets }: ToSign): Record<string, string> {
  const timestamp = Math.floor(at.getTime() / 1_000);
  const signatures = secrets.map((secret) => {
    const signature = createHmac('sha256', keyIn(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
    return `v1,${signature}`;
  });
  return {
    'content-type': 'application/json',
    'user-agent': `Orderhouse/${version}`,
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}
