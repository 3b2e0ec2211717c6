import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { ImageSize } from '@orderhouse/contracts';
import { DomainError, type Fault } from '../../platform/domain-error.ts';
import { openGate } from '../../platform/queue/gate.ts';
import type { Ending } from './stored-image.ts';

/** A picture as it is kept. */
export interface Encoded {
  content: Buffer;
  ending: Ending;
  width: number;
  height: number;
}

/** What the process that decodes pictures is asked, and what it tells. */
export interface Asked {
  task: 'keep' | 'sizes';
  input: Uint8Array;
}
export type Told =
  | { picture: Encoded }
  | { sizes: Record<ImageSize, Buffer> }
  | { refusal: Pick<Fault, 'code' | 'detail'> };

const answer_ms_max = 60_000;
// Between the pictures of one product it stays; its memory goes with it.
const idle_ms_max = 5_000;

// One at a time: a large picture takes 300 MB and a processor.
const inTurn = openGate(1);
// Each may take twenty seconds, and its file lies here meanwhile. Whoever comes later is told to come again.
const waiting_max = 32;
const retry_after_seconds = 5;
let waiting = 0;

let running: { child: ChildProcess; idle?: NodeJS.Timeout } | null = null;

/** Not one that is being ended: what it is asked it does not answer, and the picture would be taken for a bad one. */
function isAlive({ connected, killed, exitCode, signalCode }: ChildProcess): boolean {
  return connected && !killed && exitCode === null && signalCode === null;
}

function decoder(): { child: ChildProcess; idle?: NodeJS.Timeout } {
  if (running && isAlive(running.child)) return running;
  const child = fork(join(import.meta.dirname, 'picture-process.ts'), {
    serialization: 'advanced',
    execArgv: [],
    // None of ours: secrets stand in the environment. Few arenas give memory back sooner.
    env: { MALLOC_ARENA_MAX: '2' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  // Nobody waits for it to end.
  child.unref();
  child.channel?.unref();
  running = { child };
  return running;
}

/** @throws where it ends, or does not answer in time: a picture at which the decoder dies. */
async function ask(asked: Asked): Promise<Told> {
  const process = decoder();
  const { child } = process;
  clearTimeout(process.idle);
  const { promise, resolve, reject } = Promise.withResolvers<Told>();
  const onEnd = (code: number | null, signal: string | null) =>
    reject(new Error(`the picture was not read: its process ended with ${signal ?? code}`));
  const late = setTimeout(() => child.kill('SIGKILL'), answer_ms_max);
  child.channel?.ref();
  child.once('message', resolve).once('error', reject).once('exit', onEnd);
  try {
    child.send(asked);
    return await promise;
  } finally {
    clearTimeout(late);
    child.removeAllListeners();
    // What it says after it was given up is no answer to the next question.
    child.on('error', () => child.kill('SIGKILL'));
    child.channel?.unref();
    process.idle = setTimeout(() => child.kill('SIGKILL'), idle_ms_max).unref();
  }
}

function unusable({ code, detail }: Pick<Fault, 'code' | 'detail'>, cause?: unknown): DomainError {
  return Object.assign(new DomainError('invalid_picture', { errors: [{ pointer: '/file', code, detail }] }), { cause });
}

/**
 * Reads what was sent as a picture, by its content, and writes it anew: upright, without metadata, its colours in sRGB.
 * A file that is something else as well is refused; what else a camera has put into it is left out.
 *
 * @param read asked for the file when it is its turn.
 * @throws DomainError `invalid_picture`, `overloaded`
 */
export async function encodePicture(read: () => Promise<Buffer>): Promise<Encoded> {
  if (waiting >= waiting_max) throw new DomainError('overloaded', { retry_after_seconds });
  waiting += 1;
  return inTurn(async () => {
    const input = await read();
    const told = await ask({ task: 'keep', input }).catch((error) => {
      throw unusable({ code: 'unreadable', detail: 'cannot be read' }, error);
    });
    if ('picture' in told) return { ...told.picture, content: Buffer.from(told.picture.content) };
    throw unusable('refusal' in told ? told.refusal : { code: 'unreadable', detail: 'cannot be read' });
  }).finally(() => {
    waiting -= 1;
  });
}

/** @returns a picture that was kept, in each of its sizes, as WebP. @throws when it cannot be read */
export function encodeSizes(read: () => Promise<Buffer>): Promise<Record<ImageSize, Buffer>> {
  return inTurn(async () => {
    const told = await ask({ task: 'sizes', input: await read() });
    if ('sizes' in told) return told.sizes;
    throw new Error(`a picture that was kept ${'refusal' in told ? told.refusal.detail : 'cannot be read'}`);
  });
}
