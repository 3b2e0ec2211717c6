import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../../log.ts';
import { OperatorError } from '../../operator-error.ts';
import { makePassword, secret } from '../../secrets.ts';
import { accountFor } from './account.ts';
import { runnableBinaries } from './binaries.ts';
import { ensureCluster, type Place, setPassword } from './cluster.ts';
import { type Keeper, openKeeper } from './keeper.ts';
import { abortPostmaster, endPostmaster, findPostmaster, launch, type Postmaster } from './postmaster.ts';

const restarts_per_minute_max = 5;
const attach_max_ms = 60_000;
const retry_every_ms = 100;
// Another start was faster, backends of one that was killed still hold its memory, or the port is still held.
const passing =
  /postmaster\.pid" already exists|shared memory block|could not create any TCP\/IP sockets|Address already in use/;

export interface EmbeddedPostgres {
  /** Logs in as the owner of the database, who is no superuser: as on a managed PostgreSQL. */
  readonly url: string;
  /** Stops PostgreSQL cleanly, unless another Orderhouse process uses it; then that one will. */
  stop(): Promise<void>;
  /** Ends it without waiting; it recovers at the next start. */
  abort(): void;
  /** Resolves with the reason when it has ended for good although nobody stopped it. */
  readonly exited: Promise<OperatorError>;
}

export interface EmbeddedPostgresOptions {
  dataDir: string;
  log: Pick<Log, 'info' | 'warn'>;
  /** False where data may be lost with the machine: tests. */
  durable?: boolean;
  /** Refuses a second server on the same folder. */
  forServer?: boolean;
}

/**
 * Starts PostgreSQL in `DATA_DIR/postgres`, or joins the one that runs there already: that of a running server, or
 * one whose server was killed. Starts it again when it dies, at most five times a minute.
 * @throws OperatorError with the setting to change.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, log, durable = true, forServer = false } = options;
  const { place, password } = await prepare(dataDir);
  let attached = await attach(place, password, null, { durable, forServer });
  const { port } = attached.postmaster;
  log.info({ port, pid: attached.postmaster.pid }, 'PostgreSQL is up');

  const { promise: exited, resolve: giveUp } = Promise.withResolvers<OperatorError>();
  const restarts: number[] = [];
  let stopping = false;
  let reviving: Promise<void> = Promise.resolve();

  const revive = async (): Promise<void> => {
    if (stopping) return;
    const now = Date.now();
    restarts.push(now);
    if (restarts.filter((at) => at > now - 60_000).length > restarts_per_minute_max) {
      const reason = `PostgreSQL ended more than ${restarts_per_minute_max} times within a minute; see ${join(dataDir, 'postgres.log')}`;
      return giveUp(new OperatorError(reason));
    }
    log.warn('the connection to PostgreSQL was lost; starting it again where it ended');
    try {
      attached = await attach(place, password, port, { durable, forServer });
      log.info({ port, pid: attached.postmaster.pid }, 'PostgreSQL is up again');
      watch();
    } catch (error) {
      giveUp(error instanceof OperatorError ? error : new OperatorError(String(error), { cause: error }));
    }
  };
  const watch = (): void => {
    void attached.keeper.lost.then(() => {
      reviving = revive();
    });
  };
  watch();

  return {
    url: urlOf(password, port),
    exited,
    abort: () => abortPostmaster(attached.postmaster.pid),
    async stop() {
      if (stopping) return;
      stopping = true;
      await reviving;
      const alone = await attached.keeper.claimAlone().catch(() => true);
      // The connection stays open until PostgreSQL ends it: nobody else gets in between.
      if (alone) return endPostmaster(place.folder);
      log.info('PostgreSQL stays up: another Orderhouse command uses it, and will stop it');
      await attached.keeper.close();
    },
  };
}

function urlOf(password: string, port: number): string {
  return `postgres://orderhouse:${password}@127.0.0.1:${port}/orderhouse?sslmode=disable`;
}

async function prepare(dataDir: string): Promise<{ place: Place; password: string }> {
  const folder = join(dataDir, 'postgres');
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    const account = await accountFor(folder);
    const [binaries, superuser, password] = await Promise.all([
      runnableBinaries(account),
      secret(dataDir, 'database-superuser-password', makePassword),
      secret(dataDir, 'database-password', makePassword),
    ]);
    const place = { dataDir, folder, binaries, account };
    await ensureCluster(place, { superuser, owner: password });
    return { place, password };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (error instanceof OperatorError || code === undefined) throw error;
    throw new OperatorError(`DATA_DIR: ${dataDir} cannot be written (${code})`, { cause: error });
  }
}

interface Attached {
  postmaster: Postmaster;
  keeper: Keeper;
}

/** Joins the PostgreSQL of the folder, started if need be. */
async function attach(
  place: Place,
  password: string,
  port: number | null,
  { durable, forServer }: { durable: boolean; forServer: boolean },
): Promise<Attached> {
  const until = Date.now() + attach_max_ms;
  for (;;) {
    const running = (await findPostmaster(place.folder)) ?? (await launch(place, port, durable));
    let fault: string;
    if (typeof running === 'string') {
      fault = running;
      if (!passing.test(fault)) throw endedAtStart(place, fault);
    } else {
      try {
        return { postmaster: running, keeper: await openKeeper(urlOf(password, running.port), forServer) };
      } catch (error) {
        if (error instanceof OperatorError) throw error;
        fault = (error as Error).message;
        // The secret was lost, and made anew: who owns the folder may set it.
        if ((error as { code?: string }).code === '28P01') {
          await endPostmaster(place.folder);
          await setPassword(place, password);
        }
      }
    }
    if (Date.now() > until) {
      if (typeof running === 'string') throw endedAtStart(place, fault);
      // It lives and does not answer: replaced by a new one.
      await endPostmaster(place.folder);
      return attach(place, password, port, { durable, forServer });
    }
    await delay(retry_every_ms);
  }
}

function endedAtStart(place: Place, said: string): OperatorError {
  const line = said.split('\n').find((text) => /\b(FATAL|PANIC):/.test(text)) ?? said.split('\n').at(-1);
  return new OperatorError(
    `PostgreSQL did not start in ${place.folder}: ${line?.replace(/^.*?\b(?=FATAL|PANIC)/, '')}`,
  );
}
