import { once } from 'node:events';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { isRoot, nobody, orderhouse, postgresPid, runOrderhouse, temporaryFolder } from './support/server-process.ts';
import { refusal } from './support/started-server.ts';

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
