import { type LogPosition, parsePosition } from '../events/index.ts';

/** What a reader says over the WebSocket. */
export type ClientMessage =
  | { type: 'auth'; accessToken: string; after: LogPosition | null }
  | { type: 'resume'; after: LogPosition };

function objectIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    // What is no JSON is no message.
    return null;
  }
}

/** @returns null for what is no message of ours. */
export function readClientMessage(text: string): ClientMessage | null {
  const { type, access_token: accessToken, last_event_id } = objectIn(text) ?? {};
  const after = typeof last_event_id === 'string' ? parsePosition(last_event_id) : null;
  if (last_event_id !== undefined && after === null) return null;
  if (type === 'auth' && typeof accessToken === 'string') return { type, accessToken, after };
  return type === 'resume' && after !== null ? { type, after } : null;
}
