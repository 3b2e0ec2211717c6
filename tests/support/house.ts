import { generateKeyPairSync } from 'node:crypto';
import { type Client, createClient } from '@orderhouse/contracts';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, inject } from 'vitest';
import { type AppConfig, type AppParts, createApp } from '../../server/src/app.ts';
import { openDatabase } from '../../server/src/platform/database/database.ts';
import type { Runtime } from '../../server/src/platform/runtime.ts';
import { checkAnswer } from './check-answer.ts';
import { cloneDatabase, dropDatabase, unfinishedTransactions } from './database.ts';
import { fetchFrom } from './fetch-from.ts';
import { noteEvents } from './note-events.ts';
import { cheapHashing, type PersonName, type Population, password, populate } from './people.ts';
import { SettableClock } from './settable-clock.ts';

export interface HouseOptions {
  config?: Partial<AppConfig>;
  /** Connections of each application's pool. */
  connections_max?: number;
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
  databaseUrl: string;
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
  cors_origins: [],
};

// Less than an access token lives, on the house's clock.
const token_good_for_ms = 600_000;

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
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

  const open = async (config: Partial<AppConfig> = {}, parts: AnotherParts = {}) => {
    const { connections_max = 5 } = options;
    const database = openDatabase({ url: databaseUrl, connections_max, prepare: true });
    const runtime = { database, clock };
    const app = await createApp({
      runtime,
      config: { ...defaults, ...options.config, ...config },
      signingKeyPem,
      listenUrl: databaseUrl,
      hashingCost: cheapHashing,
      ...parts,
      log,
    });
    await app.ready();
    opened.push({ app, runtime });
    return { app, runtime };
  };

  const founding = openDatabase({ url: databaseUrl, connections_max: 1, prepare: false });
  const population = await populate(founding);
  await founding.close();
  const { app, runtime } = await open();
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
    await noteEvents(databaseUrl);
    await dropDatabase(server, databaseUrl);
    if (leaks.length > 0) throw new Error(`the test file leaked: ${leaks.join('; ')}`);
  });

  return {
    ...population,
    app,
    runtime,
    databaseUrl,
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
      const answer = await (other ?? app).inject({
        method,
        url,
        headers: sent,
        ...(body !== undefined && { payload: body as object }),
      });
      const told: TestAnswer = {
        status: answer.statusCode,
        headers: answer.headers,
        text: answer.body,
        body: /json/.test(String(answer.headers['content-type'])) ? answer.json() : undefined,
      };
      checkAnswer({ method, url, headers: sent }, told);
      return told;
    },
  };
}
