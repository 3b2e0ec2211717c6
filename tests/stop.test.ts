import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAlive, orderhouse, root, runOrderhouse, startProgram, temporaryFolder } from './support/server-process.ts';
import { aStore, livingPostgres } from './support/started-server.ts';

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
