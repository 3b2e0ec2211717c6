import { setTimeout as delay } from 'node:timers/promises';
import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type MessageJob, writeMessage } from './sqs-message.ts';

const batch_max = 10;
const batches_at_once = 8;
const rounds_max = 3;
const between_rounds_ms = 200;
// SQS delays no message for longer; a job that waits longer is sent on.
const delay_max_s = 900;

const delayUntil = (run_at_ms: number) =>
  Math.ceil(Math.min(delay_max_s, Math.max(0, (run_at_ms - Date.now()) / 1_000)));

/** A queue of SQS, and what reaches it. */
export interface SqsAddress {
  sqs: SQSClient;
  QueueUrl: string;
}

/** Sends one job as a message. @param delay_s until it can be received; from its time when left out. */
export async function sendJob({ sqs, QueueUrl }: SqsAddress, job: MessageJob, delay_s?: number): Promise<void> {
  const DelaySeconds = delay_s ?? delayUntil(job.run_at_ms);
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: writeMessage(job), DelaySeconds }));
}

/** What SQS refuses of a batch by a fault of its own is sent again, a few times; the rest of the batch is not. */
async function sendBatch({ sqs, QueueUrl }: SqsAddress, jobs: readonly MessageJob[]): Promise<void> {
  let left = jobs;
  for (let round = 1; ; round += 1) {
    const Entries = left.map((job, index) => ({
      Id: `${index}`,
      MessageBody: writeMessage(job),
      DelaySeconds: delayUntil(job.run_at_ms),
    }));
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    if (Failed.length === 0) return;
    const refused = new Set(Failed.map(({ Id }) => Id));
    left = left.filter((_, index) => refused.has(`${index}`));
    const ours = Failed.find(({ SenderFault }) => SenderFault);
    if (ours || round === rounds_max) {
      const { Code, Message } = ours ?? Failed[0] ?? {};
      const keys = left.map(({ key }) => key).join(', ');
      throw new Error(`SQS refused ${Failed.length} of ${jobs.length} jobs (${Code}: ${Message}): ${keys}`);
    }
    await delay(between_rounds_ms * round);
  }
}

/** Sends jobs in batches. @throws Error naming those that SQS refuses; others may have been sent. */
export async function sendJobs(address: SqsAddress, jobs: readonly MessageJob[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(jobs.length / batch_max) }, (_, index) =>
    jobs.slice(index * batch_max, (index + 1) * batch_max),
  );
  for (let from = 0; from < batches.length; from += batches_at_once) {
    await Promise.all(batches.slice(from, from + batches_at_once).map((batch) => sendBatch(address, batch)));
  }
}
