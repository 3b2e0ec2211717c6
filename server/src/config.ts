import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { FilesPlace } from './platform/files/files-url.ts';
import { isThisMachine } from './platform/is-this-machine.ts';
import { type MailTransport, MailUrlFault, parseMailUrl } from './platform/mail/mail-url.ts';
import { OperatorError } from './platform/operator-error.ts';
import type { QueuePlace } from './platform/queue/queue-url.ts';
import {
  databaseUrl,
  emailAddress,
  encryptionKey,
  filesUrl,
  flag,
  integer,
  Malformed,
  oneOf,
  origins,
  privateKey,
  publicUrl,
  queueUrl,
  redisUrl,
  retrySchedule,
  text,
  token,
  trustProxy,
} from './setting-parsers.ts';

/** Every setting, parsed once and frozen. The table of docs/configuration.md is tested against it. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly data_dir: string;
  /** Without a slash at its end. */
  readonly public_url: string;
  readonly environment: 'development' | 'test' | 'production';
  readonly seed: 'demo' | 'none';
  readonly log_level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** As Fastify's `trustProxy`: nobody, everybody, a number of hops, or addresses and ranges. */
  readonly trust_proxy: boolean | number | string[];
  readonly rate_limit_per_minute: number;
  readonly login_rate_limit_per_minute: number;
  readonly database_url: string | null;
  readonly database_connections_max: number;
  readonly database_prepare: boolean;
  /** A session of its own for LISTEN, where DATABASE_URL goes through a transaction pooler. */
  readonly database_direct_url: string | null;
  /** PEM of an RSA key. */
  readonly jwt_private_key: string | null;
  readonly metrics_token: string | null;
  readonly cors_origins: readonly string[];
  /** Null: jobs wait in PostgreSQL. */
  readonly queue_url: QueuePlace | null;
  readonly job_attempts_max: number;
  /** Before the second attempt, on average; doubled before each further one. */
  readonly job_backoff_ms: number;
  /** After so long without a sign of life a worker has died, and its jobs go to others. */
  readonly job_lease_seconds: number;
  /** Jobs at the same time in one process. */
  readonly job_concurrency: number;
  readonly mail_url: MailTransport;
  /** The address that mail comes from. */
  readonly mail_from: string;
  /** Of one process; 0 for no limit. */
  readonly mail_rate_per_second: number;
  /** Absolute. */
  readonly mail_templates_dir: string | null;
  readonly files_url: FilesPlace;
  /** Of an address of a picture that was asked for alone. */
  readonly file_url_seconds: number;
  /** Redis that wakes live updates in other processes. */
  readonly cache_url: string | null;
  readonly stream_heartbeat_seconds: number;
  /** Live streams of one process. */
  readonly streams_max: number;
  readonly streams_per_caller_max: number;
  /** How often pending orders that are due, and rows that are too old, are looked for. */
  readonly schedule_every_seconds: number;
  readonly idempotency_keys_keep_days: number;
  /** After a session has run out, and after a refresh token was used. */
  readonly sessions_keep_days: number;
  /** After their mail was sent. */
  readonly notifications_keep_days: number;
  /** 32 bytes that seal the secrets which must be read again, in base64. */
  readonly encryption_key: string | null;
  readonly webhook_allow_private: boolean;
  /** Waited before the second attempt, the third, … */
  readonly webhook_retry_schedule_seconds: readonly number[];
  readonly webhook_disable_after_hours: number;
  /** After a delivery has ended. */
  readonly webhook_deliveries_keep_days: number;
  /** The largest file of an import, in MiB. */
  readonly import_file_mib_max: number;
  /** Pictures that files name may be fetched from this machine and its networks, and from any port. */
  readonly import_pictures_allow_private: boolean;
  /** After an import has ended, with its file. */
  readonly imports_keep_days: number;
}

/** Names each setting that is unknown or malformed, never its value. */
export class ConfigError extends OperatorError {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('; '));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

const parsers = {
  PORT: integer(0, 65_535),
  HOST: text,
  DATA_DIR: text,
  PUBLIC_URL: publicUrl,
  NODE_ENV: oneOf('development', 'test', 'production'),
  SEED: oneOf('demo', 'none'),
  LOG_LEVEL: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
  TRUST_PROXY: trustProxy,
  RATE_LIMIT_PER_MINUTE: integer(0, 1_000_000),
  LOGIN_RATE_LIMIT_PER_MINUTE: integer(0, 1_000_000),
  DATABASE_URL: databaseUrl,
  DATABASE_CONNECTIONS_MAX: integer(2, 1_000),
  DATABASE_PREPARE: flag,
  DATABASE_DIRECT_URL: databaseUrl,
  JWT_PRIVATE_KEY: privateKey,
  METRICS_TOKEN: token,
  CORS_ORIGINS: origins,
  QUEUE_URL: queueUrl,
  JOB_ATTEMPTS_MAX: integer(1, 20),
  JOB_BACKOFF_MS: integer(10, 3_600_000),
  JOB_LEASE_SECONDS: integer(5, 3_600),
  JOB_CONCURRENCY: integer(1, 100),
  MAIL_URL: parseMailUrl,
  MAIL_FROM: emailAddress,
  MAIL_RATE_PER_SECOND: integer(0, 10_000),
  MAIL_TEMPLATES_DIR: text,
  FILES_URL: filesUrl,
  FILE_URL_SECONDS: integer(10, 604_800),
  CACHE_URL: redisUrl,
  STREAM_HEARTBEAT_SECONDS: integer(1, 30),
  STREAMS_MAX: integer(0, 9_000),
  STREAMS_PER_CALLER_MAX: integer(1, 9_000),
  SCHEDULE_EVERY_SECONDS: integer(1, 3_600),
  IDEMPOTENCY_KEYS_KEEP_DAYS: integer(1, 3_650),
  SESSIONS_KEEP_DAYS: integer(1, 3_650),
  NOTIFICATIONS_KEEP_DAYS: integer(1, 3_650),
  ENCRYPTION_KEY: encryptionKey,
  WEBHOOK_ALLOW_PRIVATE: flag,
  WEBHOOK_RETRY_SCHEDULE: retrySchedule,
  WEBHOOK_DISABLE_AFTER_HOURS: integer(1, 8_760),
  WEBHOOK_DELIVERIES_KEEP_DAYS: integer(1, 3_650),
  IMPORT_FILE_MIB_MAX: integer(1, 256),
  IMPORTS_KEEP_DAYS: integer(1, 3_650),
  IMPORT_PICTURES_ALLOW_PRIVATE: flag,
};

type Settings = typeof parsers;
type SettingName = keyof Settings;

/** The names of all settings, as they stand in the environment. */
export const settingNames = Object.keys(parsers) as SettingName[];

/** Why a name cannot be set, or null when it is a setting or none of our business. */
function refusal(name: string, fromFile: boolean): string | null {
  if (name in parsers) return null;
  if (name.startsWith('ORDERHOUSE_')) {
    const bare = name.slice('ORDERHOUSE_'.length);
    return `${name} is not a setting${bare in parsers ? `; write ${bare}` : ''}`;
  }
  return fromFile ? `${name} (in .env) is not a setting` : null;
}

/**
 * Parses the settings. What the environment says goes before the `.env` file; an empty value counts as absent.
 * @param file the text of `.env`.
 * @throws ConfigError naming every setting that is unknown or malformed.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, file = ''): Config {
  const fromFile = parseEnv(file);
  const faults = [
    ...Object.keys(env).map((name) => (env[name] ? refusal(name, false) : null)),
    ...Object.keys(fromFile).map((name) => refusal(name, true)),
  ].filter((fault) => fault !== null);

  function read<Name extends SettingName>(name: Name): ReturnType<Settings[Name]> | undefined {
    const value = (env[name] || fromFile[name])?.trim();
    if (!value) return undefined;
    try {
      return parsers[name](value) as ReturnType<Settings[Name]>;
    } catch (error) {
      if (!(error instanceof Malformed || error instanceof MailUrlFault)) throw error;
      faults.push(`${name} ${error.message}`);
      return undefined;
    }
  }

  const port = read('PORT') ?? 3000;
  const host = read('HOST') ?? '127.0.0.1';
  const environment = read('NODE_ENV') ?? 'development';
  const public_url = read('PUBLIC_URL') ?? addressOf(host, port);
  const database_url = read('DATABASE_URL') ?? null;
  const seed = read('SEED') ?? (isTrial({ host, public_url, database_url }) ? 'demo' : 'none');
  const mail_url = read('MAIL_URL') ?? { kind: 'files', folder: null };
  if (mail_url.kind !== 'files' && !read('MAIL_FROM')) faults.push('MAIL_FROM is needed when MAIL_URL sends mail');
  const templates = read('MAIL_TEMPLATES_DIR');
  const config: Config = {
    port,
    host,
    data_dir: resolve(read('DATA_DIR') ?? 'data'),
    public_url,
    environment,
    // A production store never gets the demo accounts, whatever SEED says.
    seed: environment === 'production' ? 'none' : seed,
    log_level: read('LOG_LEVEL') ?? 'info',
    trust_proxy: read('TRUST_PROXY') ?? false,
    rate_limit_per_minute: read('RATE_LIMIT_PER_MINUTE') ?? 600,
    login_rate_limit_per_minute: read('LOGIN_RATE_LIMIT_PER_MINUTE') ?? 10,
    database_url,
    database_connections_max: read('DATABASE_CONNECTIONS_MAX') ?? 10,
    // PgBouncer before 1.21 loses prepared statements in transaction mode, and nothing tells us what stands between.
    database_prepare: read('DATABASE_PREPARE') ?? database_url === null,
    database_direct_url: read('DATABASE_DIRECT_URL') ?? null,
    jwt_private_key: read('JWT_PRIVATE_KEY') ?? null,
    metrics_token: read('METRICS_TOKEN') ?? null,
    cors_origins: Object.freeze(read('CORS_ORIGINS') ?? []),
    queue_url: read('QUEUE_URL') ?? null,
    job_attempts_max: read('JOB_ATTEMPTS_MAX') ?? 3,
    job_backoff_ms: read('JOB_BACKOFF_MS') ?? 20_000,
    job_lease_seconds: read('JOB_LEASE_SECONDS') ?? 30,
    job_concurrency: read('JOB_CONCURRENCY') ?? 10,
    mail_url,
    mail_from: read('MAIL_FROM') ?? 'orders@orderhouse.localhost',
    mail_rate_per_second: read('MAIL_RATE_PER_SECOND') ?? 0,
    mail_templates_dir: templates === undefined ? null : resolve(templates),
    files_url: read('FILES_URL') ?? { kind: 'folder', folder: null },
    file_url_seconds: read('FILE_URL_SECONDS') ?? 600,
    cache_url: read('CACHE_URL') ?? null,
    stream_heartbeat_seconds: read('STREAM_HEARTBEAT_SECONDS') ?? 15,
    streams_max: read('STREAMS_MAX') ?? 5_000,
    streams_per_caller_max: read('STREAMS_PER_CALLER_MAX') ?? 20,
    schedule_every_seconds: read('SCHEDULE_EVERY_SECONDS') ?? 60,
    idempotency_keys_keep_days: read('IDEMPOTENCY_KEYS_KEEP_DAYS') ?? 7,
    sessions_keep_days: read('SESSIONS_KEEP_DAYS') ?? 7,
    notifications_keep_days: read('NOTIFICATIONS_KEEP_DAYS') ?? 90,
    encryption_key: read('ENCRYPTION_KEY') ?? null,
    webhook_allow_private: read('WEBHOOK_ALLOW_PRIVATE') ?? false,
    webhook_retry_schedule_seconds: read('WEBHOOK_RETRY_SCHEDULE') ?? retrySchedule('5s,5m,30m,2h,5h,10h,14h,20h,24h'),
    webhook_disable_after_hours: read('WEBHOOK_DISABLE_AFTER_HOURS') ?? 72,
    webhook_deliveries_keep_days: read('WEBHOOK_DELIVERIES_KEEP_DAYS') ?? 30,
    import_file_mib_max: read('IMPORT_FILE_MIB_MAX') ?? 100,
    imports_keep_days: read('IMPORTS_KEEP_DAYS') ?? 30,
    import_pictures_allow_private: read('IMPORT_PICTURES_ALLOW_PRIVATE') ?? false,
  };
  if (faults.length > 0) throw new ConfigError([...new Set(faults)]);
  return Object.freeze(config);
}

/**
 * Whether a server is for this machine alone. Everybody knows the demo's passwords: it comes by itself only here.
 */
export function isTrial({
  host,
  public_url,
  database_url,
}: Pick<Config, 'host' | 'public_url' | 'database_url'>): boolean {
  return database_url === null && isThisMachine(host) && isThisMachine(new URL(public_url).hostname);
}

/** @returns where a server on this host and port is reached from this machine. */
export function addressOf(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** Reads the environment of this process and the `.env` file of its folder. */
export function loadConfig(): Config {
  return readConfig(process.env, readDotEnv());
}

function readDotEnv(): string {
  try {
    return readFileSync('.env', 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new ConfigError([`.env cannot be read: ${(error as NodeJS.ErrnoException).code}`]);
  }
}
