import type { Message } from '@aws-sdk/client-sqs';

/** A job as a message carries it. */
export interface MessageJob {
  task: string;
  key: string;
  payload: Readonly<Record<string, unknown>>;
  /** The one that comes next, from 1. */
  attempt: number;
  run_at_ms: number;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function writeMessage(job: MessageJob): string {
  return JSON.stringify(job);
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
  const { task, key, payload, attempt, run_at_ms } = told;
  if (typeof task !== 'string' || typeof key !== 'string' || !isObject(payload)) return null;
  if (!Number.isSafeInteger(attempt) || !Number.isFinite(run_at_ms)) return null;
  const died = Math.max(0, Number(Attributes.ApproximateReceiveCount ?? 1) - 1);
  return { task, key, payload, attempt: Number(attempt) + died, run_at_ms: Number(run_at_ms) };
}
