import { setTimeout as delay } from 'node:timers/promises';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { Consumer } from 'sqs-consumer';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import { attemptJob } from './attempt-job.ts';
import { keepFailedJob } from './failed-jobs.ts';
import { type JobCount, type JobQueue, type JobSettings, onceByKey } from './job-queue.ts';
import { sendJob, sendJobs } from './send-to-sqs.ts';
import { type MessageJob, parseMessage } from './sqs-message.ts';

export interface SqsQueueParts {
  database: Database;
  region: string;
  /** The name of a standard queue that is there. */
  queue: string;
  /** Of what speaks the protocol elsewhere; AWS when null. */
  endpoint: string | null;
  settings: JobSettings;
  log: Pick<Log, 'warn' | 'info' | 'debug'>;
}

const requests_max = 3;
// Not to ask, and to complain, without a pause while SQS cannot be reached.
const refused_wait_ms = 2_000;
// Each place of a worker holds one while it waits for a message, and needs another for what it says about it.
const sockets_max = 256;
// Characters of a message that is no job.
const body_told_max = 1_000;

/**
 * Jobs in Amazon SQS. A message is the whole job: one that fails is sent anew with its next attempt, so that it may
 * wait for days, and one whose worker dies comes back when its visibility ends. They are added before the caller's
 * transaction commits, and SQS itself may deliver twice.
 *
 * @throws when the queue cannot be reached or is not there.
 */
export async function openSqsQueue(parts: SqsQueueParts): Promise<JobQueue> {
  const { database, region, queue, endpoint, settings, log } = parts;
  const { poll_ms, lease_ms, answer_ms_max } = settings;
  // SQS waits for a message by whole seconds; below that it is asked again and again.
  const wait_s = Math.floor(poll_ms / 1_000);
  const for_others_s = Math.ceil(lease_ms / 6_000);
  const agent = { maxSockets: sockets_max };
  const sqs = new SQSClient({
    region,
    maxAttempts: requests_max,
    // Each wait has an end, also with a machine that takes the connection and never answers.
    requestHandler: {
      connectionTimeout: answer_ms_max,
      requestTimeout: poll_ms + answer_ms_max,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
    ...(endpoint !== null && { endpoint, useQueueUrlAsEndpoint: false }),
  });
  const found = await sqs.send(new GetQueueUrlCommand({ QueueName: queue })).catch((error) => {
    sqs.destroy();
    throw error;
  });
  const QueueUrl = found.QueueUrl ?? '';
  const address = { sqs, QueueUrl };

  return {
    async enqueue(_connection, jobs) {
      const now = Date.now();
      const given = onceByKey(jobs).map(({ task, key, payload, run_at }) => ({
        task,
        key,
        payload,
        attempt: 1,
        run_at_ms: run_at?.getTime() ?? now,
        added_at_ms: now,
      }));
      await sendJobs(address, given);
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
          // Kept among the failed jobs it would be of no store: shown to nobody, and in the figures for ever.
          const told = { message_id: message.MessageId, body: message.Body?.slice(0, body_told_max) };
          log.warn(told, 'a message that is no job was taken out of the queue');
        } else if (!Object.hasOwn(handlers, job.task)) {
          await sendJob(address, job, for_others_s);
        } else if (isStopping || job.run_at_ms > Date.now()) {
          await sendJob(address, job);
        } else {
          const { added_at_ms, attempt } = job;
          const parts = { handlers, settings, options, log };
          const outcome = await attemptJob({ ...job, attempts_max }, added_at_ms, parts);
          if (outcome.kind === 'again' || outcome.kind === 'early') {
            const next = outcome.kind === 'early' ? {} : { attempt: attempt + 1, last_error: outcome.error };
            await sendJob(address, { ...job, ...next, run_at_ms: Date.now() + outcome.delay_ms });
          } else if (outcome.kind === 'failed') await fail(job, outcome.error);
        }
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      };

      const visibility_s = Math.max(2, Math.ceil(lease_ms / 1_000));
      const stop = new AbortController();
      const consumers = Array.from({ length: options.concurrency }, () => {
        let wasRefused = false;
        // One message at a time in each, so that a slow job holds up no other.
        const consumer = Consumer.create({
          queueUrl: QueueUrl,
          sqs,
          batchSize: 1,
          waitTimeSeconds: wait_s,
          pollingWaitTimeMs: wait_s > 0 ? 0 : poll_ms,
          visibilityTimeout: visibility_s,
          heartbeatInterval: Math.max(1, Math.floor(visibility_s / 3)),
          messageSystemAttributeNames: ['ApproximateReceiveCount'],
          shouldDeleteMessages: false,
          pollingCompleteWaitTimeMs: Number.POSITIVE_INFINITY,
          preReceiveMessageCallback: async () => {
            if (wasRefused) await delay(refused_wait_ms, undefined, { signal: stop.signal }).catch(() => undefined);
            wasRefused = false;
          },
          handleMessage: async (message) => {
            await handle(message, stop.signal.aborted);
            return message;
          },
        });
        const warn = (error: Error) => log.warn({ reason: error.message }, 'SQS: a message or a request failed');
        consumer.on('error', (error) => {
          wasRefused = true;
          warn(error);
        });
        consumer.on('processing_error', warn);
        consumer.start();
        return consumer;
      });
      return {
        async stop() {
          stop.abort();
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
