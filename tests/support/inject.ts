import type { FastifyInstance, InjectOptions } from 'fastify';

export interface Injected {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  /** Of a stream, which does not end by itself, what it begins with. */
  text: string;
}

/** Asks an application without a network. A stream is left as soon as it has said something. */
export async function injectInto(app: FastifyInstance, options: InjectOptions): Promise<Injected> {
  const answer = await app.inject({ ...options, payloadAsStream: true });
  const isStream = String(answer.headers['content-type']).startsWith('text/event-stream');
  const chunks: Buffer[] = [];
  for await (const chunk of answer.stream()) {
    chunks.push(chunk);
    if (isStream) break;
  }
  if (isStream) answer.raw.res.destroy();
  return { status: answer.statusCode, headers: answer.headers, text: Buffer.concat(chunks).toString() };
}
