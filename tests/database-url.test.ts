import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { freePort } from './support/free-port.ts';
import { ask } from './support/index.ts';
import { isRoot, nobody, orderhouse, runOrderhouse, startProgram, temporaryFolder } from './support/server-process.ts';
import { aStore, stop } from './support/started-server.ts';

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
