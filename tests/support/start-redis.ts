import { freePort } from './free-port.ts';
import { launchProgram } from './program.ts';

export interface RedisOptions {
  port?: number;
  /** Where it keeps every write; nowhere unless given. */
  folder?: string;
}

/** Starts a redis-server. @returns its URL, and what kills it. */
export async function startRedis({ port, folder }: RedisOptions = {}): Promise<{ url: string; stop(): Promise<void> }> {
  const listens = port ?? (await freePort());
  const kept = folder === undefined ? ['no'] : ['yes', '--appendfsync', 'always', '--dir', folder];
  const args = ['--port', `${listens}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', ...kept];
  const redis = launchProgram('redis-server', [...args, '--maxmemory-policy', 'noeviction']);
  await redis.says(/Ready to accept connections/);
  return {
    url: `redis://127.0.0.1:${listens}`,
    async stop() {
      redis.child.kill('SIGKILL');
      await redis.ended;
    },
  };
}
