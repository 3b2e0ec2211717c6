import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addressOf, ConfigError, readConfig, settingNames } from './config.ts';

const root = join(import.meta.dirname, '../..');

function faultsOf(env: Record<string, string>, file = ''): readonly string[] {
  try {
    readConfig(env, file);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

test('without any setting a shop runs on this machine alone', () => {
  expect(readConfig({})).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    data_dir: resolve('data'),
    public_url: 'http://127.0.0.1:3000',
    environment: 'development',
    seed: 'demo',
    database_url: null,
    database_prepare: true,
    rate_limit_per_minute: 600,
    login_rate_limit_per_minute: 10,
  });
});

test('the environment goes before the file, and an empty value is none', () => {
  const file = 'PORT=4000\nHOST="::1"\nLOG_LEVEL=warn';
  expect(readConfig({ PORT: '5000', HOST: '' }, file)).toMatchObject({ port: 5000, host: '::1', log_level: 'warn' });
});

test('the configuration cannot be changed', () => {
  expect(Object.isFrozen(readConfig({}))).toBe(true);
});

test('an external database is spoken to without prepared statements unless told otherwise', () => {
  const DATABASE_URL = 'postgres://me:secret@db.example/shop';
  expect(readConfig({ DATABASE_URL })).toMatchObject({ database_url: DATABASE_URL, database_prepare: false });
  expect(readConfig({ DATABASE_URL, DATABASE_PREPARE: 'true' }).database_prepare).toBe(true);
});

test('production has no demo', () => {
  expect(readConfig({ NODE_ENV: 'production', SEED: 'demo' }).seed).toBe('none');
});

test('the demo comes by itself only where nobody but this machine can sign in to it', () => {
  for (const here of [{}, { HOST: '127.0.0.1' }, { HOST: '::1' }, { HOST: 'localhost' }]) {
    expect(readConfig(here).seed, JSON.stringify(here)).toBe('demo');
  }
  for (const open of [
    { HOST: '0.0.0.0' },
    { HOST: '::' },
    { HOST: '192.0.2.7' },
    { HOST: '127.0.0.1.example.com' },
    { PUBLIC_URL: 'https://shop.example' },
    { DATABASE_URL: 'postgres://me:secret@db.example/shop' },
  ]) {
    expect(readConfig(open).seed, JSON.stringify(open)).toBe('none');
    expect(readConfig({ ...open, SEED: 'demo' }).seed, JSON.stringify(open)).toBe('demo');
  }
});

describe('what is refused', () => {
  test.each([
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '3000.5'],
    ['NODE_ENV', 'prod'],
    ['SEED', 'yes'],
    ['LOG_LEVEL', 'loud'],
    ['PUBLIC_URL', 'shop.example'],
    ['PUBLIC_URL', 'https://shop.example/?a=1'],
    ['TRUST_PROXY', 'everybody'],
    ['RATE_LIMIT_PER_MINUTE', 'many'],
    ['DATABASE_URL', 'mysql://localhost/shop'],
    ['DATABASE_PREPARE', '1'],
    ['DATABASE_CONNECTIONS_MAX', '0'],
    ['JWT_PRIVATE_KEY', 'hunter2'],
    ['METRICS_TOKEN', 'short'],
    ['CORS_ORIGINS', 'https://shop.example/path'],
    ['MAIL_URL', 'imap://mail.example'],
    ['MAIL_URL', 'file://elsewhere/mail'],
    ['MAIL_FROM', 'Tea House'],
    ['MAIL_RATE_PER_SECOND', '-1'],
    ['NOTIFICATIONS_KEEP_DAYS', '0'],
    ['CACHE_URL', 'http://localhost:6379'],
    ['STREAM_HEARTBEAT_SECONDS', '60'],
    ['STREAMS_MAX', '10000'],
    ['STREAMS_PER_CALLER_MAX', '0'],
    ['SCHEDULE_EVERY_SECONDS', '0'],
    ['IDEMPOTENCY_KEYS_KEEP_DAYS', '0'],
    ['SESSIONS_KEEP_DAYS', 'forever'],
    ['ENCRYPTION_KEY', 'hunter2'],
    ['WEBHOOK_ALLOW_PRIVATE', 'yes'],
    ['WEBHOOK_RETRY_SCHEDULE', '5s,5'],
    ['WEBHOOK_RETRY_SCHEDULE', '0s'],
    ['WEBHOOK_RETRY_SCHEDULE', '8d'],
    ['WEBHOOK_RETRY_SCHEDULE', Array(21).fill('1s').join()],
    ['WEBHOOK_DISABLE_AFTER_HOURS', '0'],
    ['WEBHOOK_DELIVERIES_KEEP_DAYS', '0'],
  ])('%s=%s', (name, value) => {
    const faults = faultsOf({ [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${name} must `));
  });

  test('mail that is sent without saying from whom', () => {
    const MAIL_URL = 'smtp://mail.example';
    expect(faultsOf({ MAIL_URL })).toEqual(['MAIL_FROM is needed when MAIL_URL sends mail']);
    expect(faultsOf({ MAIL_URL, MAIL_FROM: 'orders@shop.example' })).toEqual([]);
    expect(faultsOf({ MAIL_URL: 'file:' })).toEqual([]);
  });

  test('every fault is told at once', () => {
    const faults = faultsOf({ PORT: 'x', ORDERHOUSE_PORT: '1' }, 'FILES_URL=s3://bucket\nCOLOUR=red');
    expect(faults.toSorted()).toEqual([
      'COLOUR (in .env) is not a setting',
      'FILES_URL must name a region, such as s3://bucket?region=eu-west-1',
      'ORDERHOUSE_PORT is not a setting; write PORT',
      'PORT must be a whole number from 0 to 65535',
    ]);
  });

  test('names of other programs in the environment are none of our business', () => {
    expect(faultsOf({ EDITOR: 'vi', npm_lifecycle_event: 'start' })).toEqual([]);
  });

  test('a secret is never repeated', () => {
    expect(faultsOf({ JWT_PRIVATE_KEY: 'hunter2', METRICS_TOKEN: 'hunter2' }).join()).not.toContain('hunter2');
  });
});

test('a key may come in one line', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  expect(readConfig({ JWT_PRIVATE_KEY: pem.replaceAll('\n', '\\n') }).jwt_private_key).toBe(pem);
});

test.each([
  ['true', true],
  ['false', false],
  ['2', 2],
  ['10.0.0.0/8, 127.0.0.1', ['10.0.0.0/8', '127.0.0.1']],
])('TRUST_PROXY=%s', (text, value) => {
  expect(readConfig({ TRUST_PROXY: text }).trust_proxy).toEqual(value);
});

test('webhooks are tried for three days, or as long as is said', () => {
  const { webhook_retry_schedule_seconds: usual } = readConfig({});
  expect(usual.reduce((sum, seconds) => sum + seconds, 0)).toBeGreaterThan(3 * 86_400);
  expect(readConfig({ WEBHOOK_RETRY_SCHEDULE: '5s, 2m,1h,1d' }).webhook_retry_schedule_seconds).toEqual([
    5, 120, 3_600, 86_400,
  ]);
});

test('an address that can be opened', () => {
  expect(addressOf('0.0.0.0', 80)).toBe('http://127.0.0.1:80');
  expect(addressOf('::1', 80)).toBe('http://[::1]:80');
});

test('every setting stands in the documentation and in .env.example, and nothing else does', () => {
  const documented = [...readFileSync(join(root, 'docs/configuration.md'), 'utf8').matchAll(/^\| `([A-Z_]+)` +\|/gm)];
  const examples = [...readFileSync(join(root, '.env.example'), 'utf8').matchAll(/^# ([A-Z_]+)=/gm)];
  expect(documented.map((match) => match[1])).toEqual(settingNames);
  expect(examples.map((match) => match[1])).toEqual(settingNames);
});
