import { type Client, createClient } from '@orderhouse/contracts';
import { sessionFetch } from './session-fetch.ts';

/** As long as a file of hundreds of megabytes may take over a slow line. */
const upload_timeout_ms = 60 * 60_000;

function answerOf(request: XMLHttpRequest): Response {
  const lines = request.getAllResponseHeaders().split('\r\n').filter(Boolean);
  const headers = new Headers();
  for (const line of lines) {
    const at = line.indexOf(':');
    headers.append(line.slice(0, at), line.slice(at + 1).trim());
  }
  const { status } = request;
  return new Response(status === 204 ? null : (request.response as ArrayBuffer), { status, headers });
}

/** `fetch` by the older way, which alone tells how much of a body has been sent. */
function sendTelling(tell: (share: number) => void): typeof globalThis.fetch {
  return (input, init = {}) =>
    new Promise((resolve, reject) => {
      const { method = 'GET', headers, body = null, signal } = init;
      const request = new XMLHttpRequest();
      request.open(method, String(input));
      request.responseType = 'arraybuffer';
      for (const [name, value] of new Headers(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded, total }) => tell(total > 0 ? loaded / total : 0);
      request.onload = () => resolve(answerOf(request));
      request.onerror = () => reject(new TypeError('the connection failed'));
      request.onabort = () => reject(signal?.reason ?? new DOMException('aborted', 'AbortError'));
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener('abort', () => request.abort(), { once: true });
      request.send(body as XMLHttpRequestBodyInit | null);
    });
}

/**
 * A client for one upload, which tells how far it is.
 * @param tell hears the share that was sent, from 0 to 1.
 */
export function uploading(tell: (share: number) => void): Client {
  const send = sendTelling(tell);
  return createClient({
    baseUrl: '',
    fetch: (input, init) => sessionFetch(input, init, send),
    timeout_ms: upload_timeout_ms,
    attempts_max: 2,
  });
}
