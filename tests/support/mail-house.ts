import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NotificationKind, Order } from '@orderhouse/contracts';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll } from 'vitest';
import { readEndOfLog, readLogAfter } from '../../server/src/events/log-statements.ts';
import { openNotifications } from '../../server/src/notifications/open-notifications.ts';
import { mailReaction } from '../../server/src/notifications/react.ts';
import type { NewJob } from '../../server/src/platform/queue/job-queue.ts';
import { awaitHorizon } from './await-horizon.ts';
import { openTestHouse } from './index.ts';

const from = 'orders@shop.example';
const shipping_address = { name: 'Zoë', line1: '1 Lane', city: 'London', postal_code: 'SW1Y', country: 'GB' };

/** A house that mails into a folder, each job by hand; two of its vendors sell a lantern, OURS and THEIRS. */
export async function openMailHouse() {
  const dataDir = mkdtempSync(join(tmpdir(), 'orderhouse-mail-'));
  const house = await openTestHouse({ config: { data_dir: dataDir } });
  const folder = join(dataDir, 'mail');
  const settings = {
    mail_url: { kind: 'files', folder: null } as const,
    data_dir: dataDir,
    mail_rate_per_second: 0,
    mail_from: from,
    mail_templates_dir: null,
    public_url: 'https://shop.example',
  };
  const notifications = await openNotifications(house.runtime, settings);

  afterAll(async () => {
    await notifications.close();
    rmSync(dataDir, { recursive: true });
  });

  beforeAll(async () => {
    for (const [name, sku] of [
      ['vendor', 'OURS'],
      ['otherVendor', 'THEIRS'],
    ] as const) {
      await house.as(name).products.create({ body: { name: `Lantern ${sku}`, sku, unit_price: 339, stock: 1_000 } });
    }
  });

  /** @returns the jobs that what is done causes. */
  async function jobsOf(deed: () => Promise<unknown>): Promise<NewJob[]> {
    const { database } = house.runtime;
    await awaitHorizon(house.databaseUrl);
    const before = await database.transactAsSystem(readEndOfLog);
    await deed();
    await awaitHorizon(house.databaseUrl);
    return database.transactAsSystem(async (connection) => {
      const events = await readLogAfter(connection, before, 100);
      const wanted = events.filter(({ type }) => mailReaction.types.includes(type));
      return wanted.length === 0 ? [] : mailReaction.jobsOf(connection, wanted);
    });
  }

  const asJob = (job: NewJob, attempt = 1) => ({ ...job, attempt, attempts_max: 3 });

  async function work(jobs: readonly NewJob[]): Promise<void> {
    for (const job of jobs) await notifications.handlers[job.task]?.(asJob(job));
  }

  /** Does something and sends what it causes. @returns what was mailed, in the order of its sending. */
  async function mailsOf(deed: () => Promise<unknown>) {
    return mailsOfJobs(await jobsOf(deed));
  }

  async function mailsOfJobs(jobs: readonly NewJob[]) {
    const known = new Set(await filesThere());
    await work(jobs);
    const made = (await filesThere()).filter((name) => !known.has(name));
    const mails = await Promise.all(made.map((name) => simpleParser(readFileSync(join(folder, name)))));
    return mails.map((mail) => ({
      ...mail,
      recipient: mail.to && 'text' in mail.to ? (mail.to.value[0]?.address ?? '') : '',
    }));
  }

  async function filesThere(): Promise<string[]> {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  }

  const place = (skus: readonly string[] = ['OURS'], notes?: string): Promise<Order> =>
    house.as('customer').orders.place({
      body: {
        lines: skus.map((sku) => ({ sku, quantity: 2 })),
        shipping_address,
        payment: { provider: 'simulated' },
        ...(notes && { notes }),
      },
    });

  async function placedJob(kind: NotificationKind = 'order_placed'): Promise<NewJob> {
    const job = (await jobsOf(() => place())).find(({ payload }) => payload.kind === kind);
    if (!job) throw new Error('an order that was placed caused no mail');
    return job;
  }

  async function rowOf(job: NewJob) {
    const { data } = await house.as('admin').notifications.list({ query: { limit: 100 } });
    return data.find(({ event_id, kind }) => event_id === job.payload.event_id && kind === job.payload.kind);
  }

  return { house, folder, from, jobsOf, asJob, work, mailsOf, mailsOfJobs, place, placedJob, rowOf };
}
