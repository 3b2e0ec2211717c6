import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@orderhouse/contracts';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, inject } from 'vitest';
import { type AppConfig, type AppParts, createApp } from '../../server/src/app.ts';
import { openWakeUps } from '../../server/src/events/index.ts';
import { openDatabase } from '../../server/src/platform/database/database.ts';
import { openListener } from '../../server/src/platform/database/listen.ts';
import { createFileLinks, type FileLinks } from '../../server/src/platform/files/file-links.ts';
import type { Files } from '../../server/src/platform/files/files.ts';
import type { FilesPlace } from '../../server/src/platform/files/files-url.ts';
import { openFiles } from '../../server/src/platform/files/open-files.ts';
import { openMetrics } from '../../server/src/platform/metrics.ts';
import { type JobQueue, usualTimes } from '../../server/src/platform/queue/job-queue.ts';
import { openPostgresQueue } from '../../server/src/platform/queue/postgres-queue.ts';
import type { Runtime } from '../../server/src/platform/runtime.ts';
import { eventLogMetrics, jobMetrics } from '../../server/src/system/index.ts';
import { createSealer, type Sealer } from '../../server/src/webhooks/index.ts';
import { checkAnswer } from './check-answer.ts';
import { cloneDatabase, dropDatabase, unfinishedTransactions } from './database.ts';
import { fetchFrom } from './fetch-from.ts';
import { injectInto } from './inject.ts';
import { noteEvents } from './note-events.ts';
import { cheapHashing, type PersonName, type Population, password, populate } from './people.ts';
import { SettableClock } from './settable-clock.ts';

export interface HouseOptions {
  /** Redis, that wakes those who read the log; PostgreSQL does unless given. */
  cache_url?: string;
  config?: Partial<AppConfig>;
  /** Where files are kept; in a folder that goes with the house unless given. */
  files_place?: FilesPlace;
  /** Connections of each application's pool. */
  connections_max?: number;
  /** Where the web app was built; there is none unless given. */
  webFolder?: string;
  /** Where the application logs; nowhere unless given. */
  log?: FastifyBaseLogger;
}

type AnotherParts = Pick<AppParts, 'hashingQueue'>;

export interface TestRequest {
  method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  url: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Signs in as this person first. */
  as?: PersonName;
  /** Of an application that a test has opened besides. */
  app?: FastifyInstance;
}

export interface TestAnswer {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  text: string;
  /** As it was parsed: every answer is held against the document before a test looks into it. */
  body: ReturnType<typeof JSON.parse>;
}

export interface TestHouse extends Population {
  /** @returns the SDK, signed in as a person, or as nobody. It tries nothing twice. */
  as(name: PersonName | null, of?: FastifyInstance): Client;
  app: FastifyInstance;
  runtime: Runtime & { clock: SettableClock };
  /** Where the application's jobs wait; nobody works on them unless a test does. */
  queue: JobQueue;
  databaseUrl: string;
  /** The same for every application of the house. */
  files: Files;
  fileLinks: FileLinks;
  /** Opens the secrets of webhooks. */
  sealer: Sealer;
  /** Sends a request and holds the answer against the OpenAPI document. */
  request(request: TestRequest): Promise<TestAnswer>;
  /** @returns a bearer token of the person, the same until it is told otherwise. */
  tokenOf(name: PersonName): Promise<string>;
  /** Forgets the tokens: the next request of each person signs in anew. */
  forgetTokens(): void;
  /** Another process' worth: an application with its own pool on the same database. */
  openAnother(config?: Partial<AppConfig>, parts?: AnotherParts): Promise<{ app: FastifyInstance; runtime: Runtime }>;
}

const defaults: AppConfig = {
  environment: 'test',
  public_url: 'http://house.test',
  trust_proxy: false,
  rate_limit_per_minute: 0,
  login_rate_limit_per_minute: 0,
  metrics_token: null,
  cache_url: null,
  cors_origins: [],
  stream_heartbeat_seconds: 15,
  streams_max: 100,
  streams_per_caller_max: 20,
  idempotency_keys_keep_days: 7,
  sessions_keep_days: 7,
  notifications_keep_days: 90,
  data_dir: join(tmpdir(), 'orderhouse-test-house'),
  file_url_seconds: 600,
  mail_url: { kind: 'files', folder: null },
  webhook_allow_private: false,
  webhook_retry_schedule_seconds: [5, 300],
  webhook_disable_after_hours: 72,
  webhook_deliveries_keep_days: 30,
  import_file_mib_max: 4,
  imports_keep_days: 30,
};

// Less than an access token lives, on the house's clock.
const token_good_for_ms = 600_000;

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const sealingKey = randomBytes(32);
const sealer = createSealer(sealingKey);
const signingKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/**
 * A whole house for one test file: a database cloned from the migrated one, two stores with people in them, and
 * the application. It closes itself when the file is done, and fails the file when something leaked.
 */
export async function openTestHouse(options: HouseOptions = {}): Promise<TestHouse> {
  const server = inject('databaseUrl');
  const databaseUrl = await cloneDatabase(server);
  const clock = new SettableClock();
  const opened: { app: FastifyInstance; runtime: Runtime }[] = [];
  const log = options.log ?? pino({ level: 'silent' });
  const { public_url } = { ...defaults, ...options.config };
  const data_dir = await mkdtemp(join(tmpdir(), 'orderhouse-files-'));
  const fileLinks = createFileLinks({ sealingKey, publicUrl: public_url });
  const place = options.files_place ?? { kind: 'folder', folder: null };
  const files = await openFiles({ place, data_dir, links: fileLinks });

  const open = async (config: Partial<AppConfig> = {}, parts: AnotherParts = {}) => {
    const { connections_max = 5 } = options;
    const database = openDatabase({ url: databaseUrl, connections_max, prepare: true });
    const runtime = { database, clock };
    const settings = { attempts_max: 3, backoff_ms: 100, ...usualTimes };
    const queue = openPostgresQueue({ database, directUrl: databaseUrl, prepare: true, settings, log });
    const metrics = openMetrics(database.pools);
    eventLogMetrics(metrics.registry, runtime, log);
    jobMetrics(metrics.registry, { runtime, queue, log });
    const listener = await openListener(databaseUrl, log);
    const wakeUps = await openWakeUps({ database, listener, cacheUrl: options.cache_url ?? null, log });
    const app = await createApp({
      runtime,
      config: { ...defaults, cache_url: options.cache_url ?? null, ...options.config, ...config },
      signingKeyPem,
      sealer,
      queue,
      files,
      fileLinks,
      metrics,
      listener,
      wakeUps,
      hashingCost: cheapHashing,
      webFolder: options.webFolder ?? join(data_dir, 'no-web'),
      ...parts,
      log,
    });
    app.addHook('onClose', async () => {
      wakeUps.close();
      await listener.close();
    });
    await app.ready();
    opened.push({ app, runtime });
    return { app, runtime, queue };
  };

  const founding = openDatabase({ url: databaseUrl, connections_max: 1, prepare: false });
  const population = await populate(founding);
  await founding.close();
  const { app, runtime, queue } = await open();
  const tokens = new Map<PersonName, { token: Promise<string>; from: number }>();

  const signIn = async (name: PersonName): Promise<string> => {
    const { email, storeSlug } = population.people[name];
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/auth/login',
      headers: { 'x-store': storeSlug },
      payload: { email, password },
    });
    if (answer.statusCode !== 200) throw new Error(`${name} cannot sign in: ${answer.body}`);
    return answer.json().access_token;
  };
  const tokenOf = (name: PersonName): Promise<string> => {
    const known = tokens.get(name);
    const now = clock.now().getTime();
    if (known && now >= known.from && now < known.from + token_good_for_ms) return known.token;
    const token = signIn(name);
    tokens.set(name, { token, from: now });
    return token;
  };

  afterAll(async () => {
    for (const { app } of opened) await app.close();
    const leaks = opened.flatMap(({ runtime: { database } }) => {
      const used = Object.values(database.pools).reduce((sum, pool) => sum + pool.totalCount - pool.idleCount, 0);
      return used > 0 ? [`${used} connections are still checked out`] : [];
    });
    leaks.push(...(await unfinishedTransactions(databaseUrl)));
    for (const { runtime } of opened) await runtime.database.close();
    await files.close();
    await rm(data_dir, { recursive: true, force: true });
    await noteEvents(databaseUrl);
    await dropDatabase(server, databaseUrl);
    if (leaks.length > 0) throw new Error(`the test file leaked: ${leaks.join('; ')}`);
  });

  return {
    ...population,
    app,
    runtime,
    queue,
    databaseUrl,
    files,
    fileLinks,
    sealer,
    tokenOf,
    forgetTokens: () => tokens.clear(),
    openAnother: open,
    as: (name, of = app) =>
      createClient({
        baseUrl: 'http://house.test',
        fetch: fetchFrom(of),
        attempts_max: 1,
        ...(name !== null && { token: () => tokenOf(name) }),
      }),
    async request({ method, url, body, headers = {}, as, app: other }) {
      const sent = { ...(as && { authorization: `Bearer ${await tokenOf(as)}` }), ...headers };
      const payload = body !== undefined && { payload: body as object };
      const answer = await injectInto(other ?? app, { method, url, headers: sent, ...payload });
      const isJson = /json\b/.test(String(answer.headers['content-type'])) && answer.text !== '';
      const told: TestAnswer = { ...answer, body: isJson ? JSON.parse(answer.text) : undefined };
      checkAnswer({ method, url, headers: sent }, told);
      return told;
    },
  };
}
