import { OrderhouseError } from './client-error.ts';
import { pauseBefore } from './client-retry.ts';

/** A message of a stream: its data, and the place from which to go on after it. */
export interface StreamMessage<Data> {
  event: Data;
  lastEventId: string;
}

export interface StreamOptions {
  /** Goes on after this one; from now on unless given. */
  lastEventId?: string;
  /** Ends the stream. */
  signal?: AbortSignal;
  /** Told whenever it opens and whenever it breaks off; it is opened again by itself. */
  onConnection?: (isOpen: boolean) => void;
}

/** The server says something more often than that, or it is gone. */
const silence_max_ms = 60_000;
const message_characters_max = 16 * 1024 * 1024;

interface Fields {
  id: string | undefined;
  data: string | null;
}

/** One message of `text/event-stream`, as the HTML standard reads it. */
function fieldsOf(message: string): Fields {
  const fields: Fields = { id: undefined, data: null };
  for (const line of message.split('\n')) {
    const [, name, value = ''] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? [];
    if (name === 'id') fields.id = value;
    if (name === 'data') fields.data = fields.data === null ? value : `${fields.data}\n${value}`;
  }
  return fields;
}

/** @returns each message as it comes; ends when the answer does. */
async function* messagesIn(body: ReadableStream<Uint8Array>, alive: () => void): AsyncGenerator<Fields> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      alive();
      text += decoder.decode(value, { stream: true }).replaceAll('\r', '');
      if (text.length > message_characters_max) throw new RangeError('a message of the stream does not end');
      const messages = text.split('\n\n');
      text = messages.pop() ?? '';
      yield* messages.map(fieldsOf);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Opens the stream after an id. @throws OrderhouseError when it is refused. */
export type OpenStream = (lastEventId: string | undefined, signal: AbortSignal) => Promise<Response>;

/**
 * Reads a stream for as long as its reader likes: one that breaks off is opened again after the last id, so that nothing
 * is missed and nothing comes twice.
 *
 * @throws OrderhouseError when it is refused for a reason that does not pass; the reason of `signal` when aborted.
 */
export async function* readStream<Data>(
  open: OpenStream,
  { lastEventId: from, signal, onConnection }: StreamOptions,
): AsyncGenerator<StreamMessage<Data>, void, undefined> {
  let lastEventId = from;
  for (let failures = 0; ; failures += 1) {
    const silence = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(new Error('the stream fell silent')), silence_max_ms);
    };
    let cause: unknown;
    try {
      alive();
      const response = await open(lastEventId, signal ? AbortSignal.any([signal, silence.signal]) : silence.signal);
      if (!response.body) throw new OrderhouseError(response.status, 'unreadable', 'the stream has no body');
      onConnection?.(true);
      for await (const { id, data } of messagesIn(response.body, alive)) {
        failures = 0;
        lastEventId = id ?? lastEventId;
        if (data !== null && lastEventId !== undefined) yield { event: JSON.parse(data) as Data, lastEventId };
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof SyntaxError) {
        throw new OrderhouseError(200, 'unreadable', 'the stream is not one of Orderhouse', { cause: error });
      }
      cause = error;
    } finally {
      clearTimeout(timer);
    }
    onConnection?.(false);
    // Also when it ended of itself, as it does with the access token and when the server stops.
    await pauseBefore(failures, cause, signal);
  }
}
