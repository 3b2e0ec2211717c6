import type { Message } from '@aws-sdk/client-sqs';

/** A job as a message carries it. */
export interface MessageJob {
  task: string;
  key: string;
  payload: Readonly<Record<string, unknown>>;
  /** The one that comes next, from 1. */
  attempt: number;
  run_at_ms: number;
  /** When it was enqueued; stays when it is sent anew. */
  added_at_ms: number;
  /** What the last attempt that failed said. */
  last_error?: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @returns the job as JSON, escaped where SQS takes no such character: it takes those of XML 1.0. */
export function writeMessage(job: MessageJob): string {
  return JSON.stringify(job).replace(/[\uFFFE\uFFFF]/g, (one) => `\\u${one.charCodeAt(0).toString(16)}`);
}

/**
 * Reads a message that was received. Each delivery past the first is an attempt whose worker died: what fails in good
 * order is sent anew.
 *
 * @returns null for what `writeMessage` never wrote.
 */
export function parseMessage({ Body = '', Attributes = {} }: Message): MessageJob | null {
  let told: unknown;
  try {
    told = JSON.parse(Body);
  } catch {
    return null;
  }
  if (!isObject(told)) return null;
  const { task, key, payload, attempt, run_at_ms, added_at_ms, last_error } = told;
  if (typeof task !== 'string' || typeof key !== 'string' || !isObject(payload)) return null;
  if (![attempt, run_at_ms, added_at_ms].every(Number.isSafeInteger)) return null;
  const died = Math.max(0, Number(Attributes.ApproximateReceiveCount ?? 1) - 1);
  const times = { run_at_ms: Number(run_at_ms), added_at_ms: Number(added_at_ms) };
  const said = typeof last_error === 'string' && { last_error };
  return { task, key, payload, attempt: Number(attempt) + died, ...times, ...said };
}
