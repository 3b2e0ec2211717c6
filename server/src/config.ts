import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { isThisMachine } from './platform/is-this-machine.ts';
import { OperatorError } from './platform/operator-error.ts';

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

type Parser<T> = (text: string) => T;

/** What a parser throws: what the value should be. */
class Malformed extends Error {}

function integer(from: number, to: number): Parser<number> {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (value < from || value > to) throw new Malformed(`must be a whole number from ${from} to ${to}`);
    return value;
  };
}

function oneOf<const T extends string>(...values: T[]): Parser<T> {
  return (text) => {
    const found = values.find((value) => value === text);
    if (found === undefined) throw new Malformed(`must be one of ${values.join(', ')}`);
    return found;
  };
}

const flag: Parser<boolean> = (text) => oneOf('true', 'false')(text) === 'true';
const list: Parser<string[]> = (text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

function url(...protocols: string[]): Parser<URL> {
  return (text) => {
    const parsed = URL.parse(text);
    if (parsed === null || !protocols.includes(parsed.protocol.slice(0, -1)) || parsed.host === '') {
      throw new Malformed(`must be a URL that begins with ${protocols.map((name) => `${name}://`).join(' or ')}`);
    }
    return parsed;
  };
}

const databaseUrl: Parser<string> = (text) => {
  url('postgres', 'postgresql')(text);
  return text;
};

const publicUrl: Parser<string> = (text) => {
  const parsed = url('http', 'https')(text);
  if (parsed.search !== '' || parsed.hash !== '') throw new Malformed('must have no query and no fragment');
  return parsed.href.replace(/\/+$/, '');
};

const origins: Parser<string[]> = (text) =>
  list(text).map((origin) => {
    if (url('http', 'https')(origin).origin !== origin) {
      throw new Malformed('must be a list of origins such as https://shop.example, parted by commas');
    }
    return origin;
  });

const trustProxy: Parser<boolean | number | string[]> = (text) => {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const ranges = list(text);
  if (!ranges.every((range) => /^([0-9a-f.:]+(\/\d{1,3})?|loopback|linklocal|uniquelocal)$/i.test(range))) {
    throw new Malformed('must be true, false, a number of hops, or addresses and ranges parted by commas');
  }
  return ranges;
};

const privateKey: Parser<string> = (text) => {
  // In one line, as many hosts want it.
  const pem = text.replaceAll('\\n', '\n');
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048) return pem;
  } catch {
    // Told below; the library's message could hold a part of the key.
  }
  throw new Malformed('must be the PEM of an RSA private key of at least 2048 bits');
};

const token: Parser<string> = (text) => {
  if (text.length < 16) throw new Malformed('must have at least 16 characters');
  return text;
};

const text: Parser<string> = (value) => value;

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
};

type Settings = typeof parsers;
type SettingName = keyof Settings;

/** The names of all settings, as they stand in the environment. */
export const settingNames = Object.keys(parsers) as SettingName[];

// They read as if they were settings already; ignoring one would lose mail or files without a word.
const notYet = new Set(['CACHE_URL', 'QUEUE_URL', 'FILES_URL', 'MAIL_URL']);

/** Why a name cannot be set, or null when it is a setting or none of our business. */
function refusal(name: string, fromFile: boolean): string | null {
  if (name in parsers) return null;
  if (notYet.has(name)) return `${name} cannot be set yet: this version has no such part`;
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
      if (!(error instanceof Malformed)) throw error;
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
