import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { freePort } from './support/free-port.ts';
import { ask } from './support/index.ts';
import {
  isAlive,
  isRoot,
  kill,
  nobody,
  orderhouse,
  postgresPid,
  root,
  runOrderhouse,
  type ServerProcess,
  startProgram,
  temporaryFolder,
} from './support/server-process.ts';

const start_max_ms = 3_000;
const stack = /^\s+at /m;
const aStore = [
  'store',
  'create',
  '--slug',
  'shop',
  '--name',
  'Shop',
  '--currency',
  'GBP',
  '--time-zone',
  'Europe/London',
];

async function healthOf(address: string): Promise<string> {
  const answer = await fetch(`${address}/health`);
  return ((await answer.json()) as { status: string }).status;
}

async function stop(server: ServerProcess): Promise<void> {
  server.child.kill('SIGTERM');
  expect(await server.ended, server.said()).toBe(0);
}

/** The one line that a start that cannot be writes to stderr. */
async function refusal(server: ServerProcess): Promise<string> {
  expect(await server.ended, server.said()).toBe(1);
  expect(server.said()).not.toMatch(stack);
  return /^orderhouse: .*$/m.exec(server.said())?.[0] ?? server.said();
}

function livingPostgres(dataDir: string): number {
  const pid = postgresPid(dataDir);
  expect(pid).not.toBeNull();
  return pid ?? 0;
}

describe('a start', { timeout: 60_000 }, () => {
  test('makes everything, serves, and a second one keeps it', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    const first = orderhouse(['start'], dataDir);
    expect(await healthOf(await first.ready())).toBe('ok');
    for (const name of readdirSync(join(dataDir, 'secrets'))) {
      expect(statSync(join(dataDir, 'secrets', name)).mode & 0o777, name).toBe(0o600);
    }
    expect(first.said()).not.toContain('demo');

    // A command joins the PostgreSQL of the running server, and leaves it running.
    const created = await runOrderhouse(aStore, dataDir);
    expect(created, created.said).toMatchObject({ code: 0 });
    expect(await healthOf(await first.ready())).toBe('ok');
    const postgres = livingPostgres(dataDir);
    await stop(first);
    expect(isAlive(postgres)).toBe(false);

    const begun = performance.now();
    const second = orderhouse(['start'], dataDir);
    expect(await healthOf(await second.ready())).toBe('ok');
    expect(performance.now() - begun).toBeLessThan(start_max_ms);
    expect((await runOrderhouse(['store', 'list'], dataDir)).said).toContain('"slug":"shop"');
    await stop(second);
  });

  test('after kill -9 of the server joins the PostgreSQL that stayed', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    const first = orderhouse(['start'], dataDir);
    await first.ready();
    const postgres = livingPostgres(dataDir);
    first.child.kill('SIGKILL');
    await first.ended;
    expect(isAlive(postgres)).toBe(true);

    const second = orderhouse(['start'], dataDir);
    expect(await healthOf(await second.ready())).toBe('ok');
    expect(postgresPid(dataDir)).toBe(postgres);
    // It looks after the one it has joined as after its own.
    kill(postgres);
    await second.says(/PostgreSQL is up again/);
    await stop(second);
    expect(isAlive(postgres)).toBe(false);
  });

  test('goes on serving after kill -9 of PostgreSQL, until it dies too often', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    const server = orderhouse(['start'], dataDir);
    const address = await server.ready();
    for (let deaths = 1; deaths <= 5; deaths++) {
      kill(livingPostgres(dataDir));
      await server.says(new RegExp(`(up again[^]*?){${deaths}}`));
      expect(await healthOf(address)).toBe('ok');
    }
    kill(livingPostgres(dataDir));
    expect(await refusal(server)).toContain('more than 5 times within a minute');
  });

  test('recovers after kill -9 of both', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    const first = orderhouse(['start'], dataDir);
    await first.ready();
    kill(livingPostgres(dataDir));
    first.child.kill('SIGKILL');
    await first.ended;

    const second = orderhouse(['start'], dataDir);
    expect(await healthOf(await second.ready())).toBe('ok');
    await stop(second);
  });

  test('is not misled by a postmaster.pid whose number another process has now', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    expect((await runOrderhouse(['migrate'], dataDir)).code).toBe(0);
    expect(postgresPid(dataDir)).toBeNull();
    const owner = statSync(join(dataDir, 'postgres'));
    const other = spawn('sleep', ['60'], isRoot ? { uid: owner.uid, gid: owner.gid } : {});
    onTestFinished(() => {
      other.kill();
    });
    const stale = join(dataDir, 'postgres/postmaster.pid');
    writeFileSync(stale, `${other.pid}\n${dataDir}/postgres\n1700000000\n54321\n\n127.0.0.1\n0 0\nready\n`, {
      mode: 0o600,
    });
    if (isRoot) chownSync(stale, owner.uid, owner.gid);

    const server = orderhouse(['start'], dataDir);
    expect(await healthOf(await server.ready())).toBe('ok');
    expect(postgresPid(dataDir)).not.toBe(other.pid);
    await stop(server);
  });

  test('survives the loss of a password file', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    expect((await runOrderhouse(['migrate'], dataDir)).code).toBe(0);
    writeFileSync(join(dataDir, 'secrets/database-password'), 'another');
    const { code, said } = await runOrderhouse(['migrate'], dataDir);
    expect(said).toContain('nothing to do');
    expect(code).toBe(0);
  });

  test('refuses a second server on the same folder', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    const first = orderhouse(['start'], dataDir);
    const address = await first.ready();
    expect(await refusal(orderhouse(['start'], dataDir))).toMatch(
      /DATA_DIR: another Orderhouse server \(process \d+\)/,
    );
    expect(await healthOf(address)).toBe('ok');
    await stop(first);
  });

  test('of two at once on an empty folder serves with one', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    const both = [orderhouse(['start'], dataDir), orderhouse(['start'], dataDir)];
    const loser = await Promise.race(both.map((server) => server.ended.then(() => server)));
    expect(await refusal(loser)).toContain('DATA_DIR: another Orderhouse server');
    const winner = both.find((server) => server !== loser);
    expect(winner).toBeDefined();
    if (!winner) return;
    expect(await healthOf(await winner.ready())).toBe('ok');
    await stop(winner);
    expect(readdirSync(dataDir).filter((name) => name.includes('draft'))).toEqual([]);
  });
});

describe('what cannot be started tells the setting in one line', { timeout: 60_000 }, () => {
  test('PORT', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const line = await refusal(orderhouse(['start'], dataDir, { env: { PORT: `${port}` } }));
    expect(line).toContain(`PORT: ${port} on 127.0.0.1 is taken`);
    expect(postgresPid(dataDir)).toBeNull();
    other.close();
  });

  test('DATA_DIR', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const server = orderhouse(['start'], join(folder, 'file/data'));
    expect(await refusal(server)).toMatch(/DATA_DIR: \S+ cannot be written \(ENOTDIR\)/);
  });

  test.runIf(isRoot)('DATA_DIR that belongs to somebody else', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o755);
    const account = nobody();
    expect(await refusal(orderhouse(['start'], join(folder, 'data'), { account }))).toMatch(/DATA_DIR: .*EACCES/);
    expect((await runOrderhouse(['migrate'], join(folder, 'data'))).code).toBe(0);
    expect(await refusal(orderhouse(['start'], join(folder, 'data'), { account }))).toContain('DATA_DIR: ');
  });

  test('DATABASE_URL', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');
    const start = (url: string) => refusal(orderhouse(['start'], dataDir, { env: { DATABASE_URL: url } }));
    expect(await start(`postgres://who:secret@127.0.0.1:${port}/shop`)).toBe(
      `orderhouse: DATABASE_URL: the database shop at 127.0.0.1:${port} cannot be reached (ECONNREFUSED)`,
    );
    const wrong = new URL(inject('databaseUrl'));
    wrong.password = 'wrong-password';
    const refused = await start(wrong.href);
    expect(refused).toContain('DATABASE_URL');
    expect(refused).toContain('refused the password');
    expect(refused).not.toContain('wrong-password');
  });

  test('malformed and unknown settings, all of them at once', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.env'), 'COLOUR=red\n');
    const env = { PORT: 'eighty', ORDERHOUSE_SEED: 'none', FILES_URL: 's3://bucket' };
    const line = await refusal(orderhouse(['start'], join(folder, 'data'), { env, cwd: folder }));
    for (const name of ['PORT', 'ORDERHOUSE_SEED', 'FILES_URL', 'COLOUR']) expect(line).toContain(name);
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });
});

describe('a stop', { timeout: 60_000 }, () => {
  function halfARequest(address: string) {
    const body = JSON.stringify({ email: 'nobody@example.test', password: 'Wrong-password-1' });
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(`${address}/api/v1/auth/login`, { method: 'POST', headers });
    sent.on('error', () => undefined);
    sent.write(body.slice(0, 10));
    return { sent, rest: body.slice(10) };
  }

  test('finishes the request in flight, takes no new one, and ends PostgreSQL', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    const server = orderhouse(['start'], dataDir);
    const address = await server.ready();
    expect((await runOrderhouse(aStore, dataDir)).code).toBe(0);
    const postgres = livingPostgres(dataDir);
    const { sent, rest } = halfARequest(address);
    await once(sent, 'socket');
    await fetch(`${address}/health`);
    server.child.kill('SIGTERM');
    await server.says(/stopping/);
    await expect(fetch(`${address}/health`)).rejects.toThrow();
    sent.end(rest);
    const [answer] = await once(sent, 'response');
    expect(answer.statusCode).toBe(401);
    answer.resume();
    expect(await server.ended, server.said()).toBe(0);
    expect(isAlive(postgres)).toBe(false);
  });

  test('does not wait after a second signal', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    const server = orderhouse(['start'], dataDir);
    const { sent } = halfARequest(await server.ready());
    await once(sent, 'socket');
    const begun = performance.now();
    const impatient = setInterval(() => server.child.kill('SIGINT'), 200);
    expect(await server.ended).toBe(1);
    clearInterval(impatient);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s reaches the server through npm', async (signal) => {
    const dataDir = join(temporaryFolder(), 'data');
    const env = { DATA_DIR: dataDir, PORT: '0', SEED: 'none' };
    const npm = startProgram('npm', ['start'], { env, cwd: root });
    await npm.ready();
    const postgres = livingPostgres(dataDir);
    npm.child.kill(signal);
    expect(await npm.ended, npm.said()).toBe(0);
    expect(npm.said()).toContain('"stopped"');
    expect(isAlive(postgres)).toBe(false);
  });
});

describe('whoever starts it', { timeout: 60_000 }, () => {
  test.runIf(isRoot)('root, in a folder that only root may enter', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'home'), { mode: 0o700 });
    const dataDir = join(folder, 'home/data');
    for (const _ of ['first', 'second']) {
      const server = orderhouse(['start'], dataDir);
      expect(await healthOf(await server.ready())).toBe('ok');
      await stop(server);
    }
    expect(statSync(join(dataDir, 'postgres')).uid).not.toBe(0);
    expect(statSync(join(folder, 'home')).mode & 0o777).toBe(0o700);
  });

  test.runIf(isRoot)('an ordinary user, and root after them', async () => {
    const account = nobody();
    const folder = temporaryFolder();
    chownSync(folder, account.uid, account.gid);
    const dataDir = join(folder, 'data');
    const server = orderhouse(['start'], dataDir, { account });
    expect(await healthOf(await server.ready())).toBe('ok');
    await stop(server);
    expect(statSync(join(dataDir, 'postgres')).uid).toBe(account.uid);
    expect((await runOrderhouse(['migrate'], dataDir)).said).toContain('nothing to do');
  });
});

describe('the demo', { timeout: 60_000 }, () => {
  test('is filled on a first start, told, whole for the doctor, and left alone by a second start', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    const env = { SEED: 'demo' };
    const first = orderhouse(['start'], dataDir, { env });
    const address = await first.ready();
    for (const name of ['admin', 'vendor', 'customer']) expect(first.said()).toContain(`${name}@demo.test`);
    const login = await fetch(`${address}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'admin@demo.test', password: 'Orderhouse-demo-1' }),
    });
    expect(login.status).toBe(200);
    const { access_token } = (await login.json()) as { access_token: string };
    const totals = async (from: string) => {
      const headers = { authorization: `Bearer ${access_token}` };
      const ask = async (path: string) =>
        (await fetch(`${from}/api/v1/${path}?limit=1&count=true`, { headers })).json();
      return Promise.all([ask('products'), ask('orders')]).then((lists) => lists.map(({ total }) => total));
    };
    const before = await totals(address);
    expect(before[0]).toBeGreaterThanOrEqual(100);
    expect(await runOrderhouse(['doctor'], dataDir)).toMatchObject({ code: 0 });
    await stop(first);
    const second = orderhouse(['start'], dataDir, { env });
    expect(await totals(await second.ready())).toEqual(before);
    await stop(second);
  });
});

describe('production', { timeout: 60_000 }, () => {
  test('has no demo, whatever SEED says', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    const server = orderhouse(['start'], dataDir, { env: { NODE_ENV: 'production', SEED: 'demo' } });
    expect(await healthOf(await server.ready())).toBe('ok');
    expect(server.said()).not.toContain('demo');
    expect((await runOrderhouse(['store', 'list'], dataDir)).said).toBe('');
    expect((await runOrderhouse(['seed'], dataDir, { env: { NODE_ENV: 'production' } })).code).toBe(1);
    await stop(server);
  });
});

describe('DATABASE_URL', { timeout: 60_000 }, () => {
  async function emptyDatabase(): Promise<URL> {
    const url = new URL(inject('databaseUrl'));
    const name = `start_${Math.random().toString(36).slice(2)}`;
    await ask(url.href, `CREATE DATABASE ${name}`);
    onTestFinished(async () => {
      await ask(inject('databaseUrl'), `DROP DATABASE ${name} WITH (FORCE)`);
    });
    url.pathname = `/${name}`;
    return url;
  }

  async function takesAStoreAndAUser(env: Record<string, string>): Promise<void> {
    const dataDir = join(temporaryFolder(), 'data');
    const server = orderhouse(['start'], dataDir, { env });
    const address = await server.ready();
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
    expect((await runOrderhouse(aStore, dataDir, { env })).code).toBe(0);
    const email = 'ada@example.test';
    const password = 'Difference-engine-1';
    const createUser = ['user', 'create', '--email', email, '--name', 'Ada', '--role', 'admin'];
    const created = await runOrderhouse(createUser, dataDir, { env, input: `${password}\n` });
    expect(created.code, created.said).toBe(0);
    expect((await runOrderhouse(['user', 'list'], dataDir, { env })).said).toContain(email);
    // More at once than the pool has connections: each transaction takes on its role anew, on whichever session.
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        fetch(`${address}/api/v1/auth/login`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ email, password }),
        }),
      ),
    );
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200));
    await stop(server);
  }

  test('of a PostgreSQL of one’s own', async () => {
    await takesAStoreAndAUser({ DATABASE_URL: (await emptyDatabase()).href });
  });

  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').map(Number) : [];
  const oldest = versions.filter((version) => version >= 15).sort((a, b) => a - b)[0];

  test.skipIf(oldest === undefined)(`of PostgreSQL ${oldest ?? 15} as Debian has it`, async () => {
    const folder = temporaryFolder();
    const account = isRoot ? nobody() : undefined;
    if (account) chownSync(folder, account.uid, account.gid);
    const as = { cwd: folder, ...(account && { account }) };
    const bin = `/usr/lib/postgresql/${oldest}/bin`;
    const data = join(folder, 'older');
    const made = startProgram(`${bin}/initdb`, ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'], as);
    expect(await made.ended, made.said()).toBe(0);
    const port = await freePort();
    const older = startProgram(`${bin}/postgres`, ['-D', data, '-p', `${port}`, '-k', '', '-c', 'fsync=off'], as);
    await older.says(/ready to accept connections/);
    const superuser = `postgres://postgres@127.0.0.1:${port}/postgres`;
    await ask(superuser, 'CREATE ROLE shop LOGIN CREATEROLE');
    await ask(superuser, 'CREATE DATABASE shop OWNER shop');
    await takesAStoreAndAUser({ DATABASE_URL: `postgres://shop@127.0.0.1:${port}/shop` });
    older.child.kill('SIGINT');
    expect(await older.ended).toBe(0);
  });

  const bouncer = [
    '/usr/sbin/pgbouncer',
    '/usr/bin/pgbouncer',
    '/usr/local/bin/pgbouncer',
    '/opt/homebrew/bin/pgbouncer',
  ].find((path) => existsSync(path));

  // On a machine that checks for others it must be there; a developer may go without.
  test.skipIf(bouncer === undefined && !process.env.CI)('through PgBouncer in transaction mode', async () => {
    const direct = await emptyDatabase();
    const folder = temporaryFolder();
    const port = await freePort();
    writeFileSync(join(folder, 'users.txt'), `"${direct.username}" "${direct.password}"\n`);
    writeFileSync(
      join(folder, 'pgbouncer.ini'),
      `[databases]
* = host=127.0.0.1 port=${direct.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${folder}/users.txt
pool_mode = transaction
default_pool_size = 3
`,
    );
    // It refuses to run as root.
    const account = isRoot ? nobody() : undefined;
    if (account) execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, folder]);
    const pgbouncer = startProgram(bouncer ?? '', [join(folder, 'pgbouncer.ini')], { ...(account && { account }) });
    await pgbouncer.says(/listening on 127\.0\.0\.1/);
    const pooled = new URL(direct);
    pooled.port = `${port}`;
    await takesAStoreAndAUser({ DATABASE_URL: pooled.href });
    pgbouncer.child.kill('SIGINT');
    await pgbouncer.ended;
  });
});
