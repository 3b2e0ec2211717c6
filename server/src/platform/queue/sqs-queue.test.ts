import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { startFauxqs } from 'fauxqs';
import { pino } from 'pino';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { openQueueUnderTest, patience, settings } from '../../../../tests/support/queue-under-test.ts';
import { testFailures } from '../../../../tests/support/test-failures.ts';
import { testJobs } from '../../../../tests/support/test-jobs.ts';
import { testTransactions } from '../../../../tests/support/test-transactions.ts';
import { countFailedByTask } from './failed-jobs.ts';

const fauxqs = await startFauxqs({ port: 0, logger: false, defaultRegion: 'eu-west-1' });
afterAll(() => fauxqs.stop());
fauxqs.createQueue('orderhouse-jobs');
// Whose they are makes no difference to fauxqs.
Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });

const urlAt = (address: string) => `sqs://eu-west-1/orderhouse-jobs?endpoint=${encodeURIComponent(address)}`;
const under = await openQueueUnderTest(urlAt(fauxqs.address));
const { database, openQueue, add, jobOf, work } = under;

/** @returns the QUEUE_URL of a server that is closed at the end of the test. */
async function listen(server: Server, close: () => void = () => undefined): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    close();
    await new Promise((resolve) => server.close(resolve));
  });
  return urlAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

interface Batch {
  Entries: { Id: string }[];
}

/** An SQS that refuses the first entry of the first batch, or of every batch where the fault is the sender's. */
async function refusingSqs(SenderFault: boolean) {
  const sizes: number[] = [];
  const server = createServer(async (request, reply) => {
    let body = await text(request);
    const Failed: object[] = [];
    if (request.headers['x-amz-target'] === 'AmazonSQS.SendMessageBatch') {
      const { Entries, ...rest } = JSON.parse(body) as Batch;
      sizes.push(Entries.length);
      const [first, ...others] = Entries;
      if (first && (SenderFault || sizes.length === 1)) {
        Failed.push({ Id: first.Id, SenderFault, Code: 'Refused', Message: 'not this one' });
        body = JSON.stringify({ ...rest, Entries: others });
      }
    }
    const { 'x-amz-target': target = '', authorization = '' } = request.headers;
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${target}`, authorization };
    const answer = await fetch(fauxqs.address, { method: 'POST', headers, body });
    const told = (await answer.json()) as object;
    reply.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
    reply.end(JSON.stringify({ ...told, ...(Failed.length > 0 && { Failed }) }));
  });
  return { sizes, url: await listen(server, () => server.closeAllConnections()) };
}

testJobs(under);
testFailures(under);
testTransactions(under);

test('what SQS refuses of a batch is sent again, and nothing else', async () => {
  const refusing = await refusingSqs(false);
  const queue = await openQueue({}, refusing.url);
  const ran: unknown[] = [];
  await work(queue, { 'part.run': async ({ key }) => void ran.push(key) });
  const jobs = Array.from({ length: 5 }, () => jobOf('part.run'));
  await add(queue, ...jobs);
  expect(refusing.sizes).toEqual([5, 1]);
  await expect.poll(() => ran.toSorted(), patience).toEqual(jobs.map(({ key }) => key).toSorted());
});

test('what SQS refuses for its content is not sent again, and named', async () => {
  const refusing = await refusingSqs(true);
  const queue = await openQueue({}, refusing.url);
  await work(queue, { 'wrong.run': async () => undefined });
  const [one, two] = [jobOf('wrong.run'), jobOf('wrong.run')];
  await expect(add(queue, one, two)).rejects.toThrow(`1 of 2 jobs (Refused: not this one): ${one.key}`);
  expect(refusing.sizes).toEqual([2]);
  await expect.poll(() => queue.counts(), patience).toEqual([]);
});

test('a message that is no job is told with its beginning and taken out, and is no failed job', async () => {
  const lines: string[] = [];
  const queue = await openQueue({}, under.url, pino({ level: 'warn' }, { write: (line) => void lines.push(line) }));
  const failed = () => database.transactAsSystem(countFailedByTask);
  const before = await failed();
  const body = `no job ${'x'.repeat(5_000)}`;
  fauxqs.sendMessage('orderhouse-jobs', body);
  await work(queue, {});
  await expect.poll(() => queue.counts(), patience).toEqual([]);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { body: body.slice(0, 1_000), message_id: expect.any(String) },
  ]);
  expect(await failed()).toEqual(before);
});

test('an SQS that takes the connection and never answers is given up', { timeout: 60_000 }, async () => {
  const sockets = new Set<Socket>();
  const silent = createSocketServer((socket) => sockets.add(socket.on('error', () => undefined)));
  const url = await listen(silent, () => {
    for (const socket of sockets) socket.destroy();
  });
  const from = performance.now();
  await expect(openQueue({}, url)).rejects.toThrow('QUEUE_URL: the SQS queue orderhouse-jobs cannot be used');
  expect(performance.now() - from).toBeLessThan(10 * settings.answer_ms_max);
  // It was asked more than once.
  expect(sockets.size).toBeGreaterThan(1);
});
