import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { Consumer } from 'sqs-consumer';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import { attemptJob } from './attempt-job.ts';
import { keepFailedJob } from './failed-jobs.ts';
import { type JobCount, type JobQueue, type JobSettings, onceByKey } from './job-queue.ts';
import { type MessageJob, parseMessage, writeMessage } from './sqs-message.ts';

export interface SqsQueueParts {
  database: Database;
  region: string;
  /** The name of a standard queue that is there. */
  queue: string;
  /** Of what speaks the protocol elsewhere; AWS when null. */
  endpoint: string | null;
  settings: JobSettings;
  log: Pick<Log, 'warn'>;
}

const batch_max = 10;
const batches_at_once = 8;
// SQS delays no message for longer; a job that waits longer is sent on.
const delay_max_s = 900;
const for_others_s = 5;

const delayUntil = (run_at_ms: number) =>
  Math.ceil(Math.min(delay_max_s, Math.max(0, (run_at_ms - Date.now()) / 1_000)));

/**
 * Jobs in Amazon SQS. A message is the whole job: one that fails is sent anew with its next attempt, so that it may
 * wait for days, and one whose worker dies comes back when its visibility ends. They are added before the caller's
 * transaction commits, and SQS itself may deliver twice.
 *
 * @throws when the queue cannot be reached or is not there.
 */
export async function openSqsQueue(parts: SqsQueueParts): Promise<JobQueue> {
  const { database, region, queue, endpoint, settings, log } = parts;
  const sqs = new SQSClient({ region, ...(endpoint !== null && { endpoint, useQueueUrlAsEndpoint: false }) });
  const found = await sqs.send(new GetQueueUrlCommand({ QueueName: queue })).catch((error) => {
    sqs.destroy();
    throw error;
  });
  const QueueUrl = found.QueueUrl ?? '';

  const send = (job: MessageJob, delay_s = delayUntil(job.run_at_ms)) =>
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: writeMessage(job), DelaySeconds: delay_s }));

  const sendBatch = async (jobs: readonly MessageJob[]): Promise<void> => {
    const Entries = jobs.map((job, index) => ({
      Id: `${index}`,
      MessageBody: writeMessage(job),
      DelaySeconds: delayUntil(job.run_at_ms),
    }));
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    if (Failed.length > 0)
      throw new Error(`SQS refused ${Failed.length} of ${jobs.length} jobs: ${Failed[0]?.Message}`);
  };

  return {
    async enqueue(_connection, jobs) {
      const now = Date.now();
      const given = onceByKey(jobs).map(({ task, key, payload, run_at }) => ({
        task,
        key,
        payload,
        attempt: 1,
        run_at_ms: run_at?.getTime() ?? now,
      }));
      const batches = Array.from({ length: Math.ceil(given.length / batch_max) }, (_, index) =>
        given.slice(index * batch_max, (index + 1) * batch_max),
      );
      for (let from = 0; from < batches.length; from += batches_at_once) {
        await Promise.all(batches.slice(from, from + batches_at_once).map(sendBatch));
      }
    },

    async work(handlers, options) {
      const { attempts_max } = settings;
      const fail = (job: MessageJob, error: string) =>
        database.transactAsSystem((connection) =>
          keepFailedJob(connection, job, Math.min(attempts_max, job.attempt), error),
        );

      /** Resolves when the message may be deleted: its job is done, kept as failed, or sent anew. */
      const handle = async (message: Message, isStopping: boolean): Promise<void> => {
        const job = parseMessage(message);
        if (job === null) {
          log.warn({ message_id: message.MessageId }, 'a message that is no job was taken out of the queue');
          await fail(
            {
              task: 'unreadable',
              key: `${message.MessageId}`,
              payload: { body: message.Body },
              attempt: 1,
              run_at_ms: 0,
            },
            'The message is no job',
          );
        } else if (!Object.hasOwn(handlers, job.task)) {
          await send(job, for_others_s);
        } else if (isStopping || job.run_at_ms > Date.now()) {
          await send(job);
        } else {
          const outcome = await attemptJob({ ...job, attempts_max }, { handlers, settings, options, log });
          if (outcome.kind === 'again') {
            await send({ ...job, attempt: job.attempt + 1, run_at_ms: Date.now() + outcome.delay_ms });
          } else if (outcome.kind === 'failed') await fail(job, outcome.error);
        }
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      };

      const visibility_s = Math.max(2, Math.ceil(settings.lease_ms / 1_000));
      let stopping = false;
      const consumers = Array.from({ length: options.concurrency }, () => {
        // One message at a time in each, so that a slow job holds up no other.
        const consumer = Consumer.create({
          queueUrl: QueueUrl,
          sqs,
          batchSize: 1,
          waitTimeSeconds: Math.ceil(settings.poll_ms / 1_000),
          visibilityTimeout: visibility_s,
          heartbeatInterval: Math.max(1, Math.floor(visibility_s / 3)),
          messageSystemAttributeNames: ['ApproximateReceiveCount'],
          shouldDeleteMessages: false,
          pollingCompleteWaitTimeMs: Number.POSITIVE_INFINITY,
          handleMessage: async (message) => {
            await handle(message, stopping);
            return message;
          },
        });
        const warn = (error: Error) => log.warn({ reason: error.message }, 'SQS: a message or a request failed');
        consumer.on('error', warn);
        consumer.on('processing_error', warn);
        consumer.start();
        return consumer;
      });
      return {
        async stop() {
          stopping = true;
          // A request for messages is never cut short: what SQS has handed out by then would count as an attempt.
          const stopped = consumers.map(
            (consumer) => new Promise<void>((resolve) => consumer.once('stopped', () => resolve())),
          );
          for (const consumer of consumers) consumer.stop();
          await Promise.all(stopped);
        },
      };
    },

    async counts() {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl,
          AttributeNames: [
            'ApproximateNumberOfMessages',
            'ApproximateNumberOfMessagesDelayed',
            'ApproximateNumberOfMessagesNotVisible',
          ],
        }),
      );
      const count = (state: JobCount['state'], jobs: string | undefined) => ({ task: '*', state, jobs: Number(jobs) });
      return [
        count('waiting', Attributes.ApproximateNumberOfMessages),
        count('delayed', Attributes.ApproximateNumberOfMessagesDelayed),
        count('running', Attributes.ApproximateNumberOfMessagesNotVisible),
      ].filter(({ jobs }) => jobs > 0);
    },

    close: async () => sqs.destroy(),
  };
}
