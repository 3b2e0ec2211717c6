import { freePort } from './free-port.ts';
import { launchProgram } from './program.ts';

export interface RedisOptions {
  port?: number;
  /** Where it keeps every write; nowhere unless given. */
  folder?: string;
  /** `noeviction` unless given. */
  maxmemory_policy?: string;
  /** Such as `64mb`; none unless given. */
  maxmemory?: string;
}

export interface StartedRedis {
  url: string;
  /** Kills it. */
  stop(): Promise<void>;
  /** Lets it take connections and answer nothing, until `thaw`. */
  freeze(): void;
  thaw(): void;
}

/** Starts a redis-server. */
export async function startRedis(options: RedisOptions = {}): Promise<StartedRedis> {
  const { port, folder, maxmemory_policy = 'noeviction', maxmemory = '0' } = options;
  const listens = port ?? (await freePort());
  const kept = folder === undefined ? ['no'] : ['yes', '--appendfsync', 'always', '--dir', folder];
  const args = ['--port', `${listens}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', ...kept];
  args.push('--maxmemory', maxmemory, '--maxmemory-policy', maxmemory_policy);
  const redis = launchProgram('redis-server', args);
  await redis.says(/Ready to accept connections/);
  return {
    url: `redis://127.0.0.1:${listens}`,
    async stop() {
      redis.child.kill('SIGKILL');
      await redis.ended;
    },
    freeze: () => void redis.child.kill('SIGSTOP'),
    thaw: () => void redis.child.kill('SIGCONT'),
  };
}
