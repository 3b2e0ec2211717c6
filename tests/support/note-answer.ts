import { appendFileSync } from 'node:fs';
import type { Asker } from '@orderhouse/contracts';
import { inject } from 'vitest';

export interface NotedAnswer {
  operation: string;
  asker: Asker;
  status: number;
  /** Of a problem. */
  code: string | null;
}

const noted = new Set<string>();

/** @returns the role that the access token of a request names, in its header or its cookie. */
export function askerIn(headers: Readonly<Record<string, string>>): Asker {
  const token =
    /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? /orderhouse_access=([^;]+)/.exec(headers.cookie ?? '');
  const [, payload] = token?.[1]?.split('.') ?? [];
  if (payload === undefined) return 'anonymous';
  const role = /"role":"(customer|vendor|admin)"/.exec(Buffer.from(payload, 'base64url').toString())?.[1];
  return (role ?? 'anonymous') as Asker;
}

/** Writes down, once in a process, that a test received an answer; the end of a full run looks at what is missing. */
export function noteAnswer(answer: NotedAnswer): void {
  const line = `${JSON.stringify(answer)}\n`;
  if (noted.has(line)) return;
  noted.add(line);
  appendFileSync(inject('answersFile'), line);
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Where every worker appends the answers that it saw, one JSON object a line. */
    answersFile: string;
  }
}
