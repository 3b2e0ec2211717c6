import { refusalOf } from './client-answer.ts';
import { OrderhouseError } from './client-error.ts';

/** A file that is being answered. Read `body`, or cancel it: the server sends no faster than it is read. */
export interface Download {
  /** Rejects when the answer breaks off: then what came is not the whole. */
  body: ReadableStream<Uint8Array>;
  contentType: string;
  /** Under which the server would have it saved. */
  fileName: string | null;
}

/** The name in a Content-Disposition (RFC 6266), by its extended form (RFC 8187) where it has one. */
function fileNameIn(disposition: string): string | null {
  const [, extended] = /filename\*=UTF-8''([^;\s]+)/i.exec(disposition) ?? [];
  if (extended !== undefined) return decodeURIComponent(extended);
  const [, plain = null] = /filename="([^"]*)"/i.exec(disposition) ?? [];
  return plain;
}

/**
 * Waits for an answer to begin, for as long as an attempt may take; then it takes as long as it takes.
 *
 * @throws OrderhouseError that the answer tells of; the reason of `signal` when aborted.
 */
export async function openDownload(
  url: string,
  timeout_ms: number,
  signal: AbortSignal | null | undefined,
  ask: (signal: AbortSignal) => Promise<Response>,
): Promise<Download> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException('no answer in time', 'TimeoutError')), timeout_ms);
  try {
    const response = await ask(signal ? AbortSignal.any([signal, late.signal]) : late.signal);
    if (!response.ok) throw await refusalOf(url, response);
    if (!response.body) throw new OrderhouseError(response.status, 'unreadable', `the answer from ${url} has no body`);
    const { headers, body } = response;
    return {
      body,
      contentType: headers.get('content-type') ?? 'application/octet-stream',
      fileName: fileNameIn(headers.get('content-disposition') ?? ''),
    };
  } finally {
    clearTimeout(timer);
  }
}
