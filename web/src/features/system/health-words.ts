import type { Health } from '@orderhouse/contracts';
import { capital } from '../../lib/capital.ts';
import type { Tone } from '../../ui/status.tsx';

type Part = Health['parts'][string];

export const partStates: Readonly<Record<Part['status'], { tone: Tone; word: string }>> = {
  ok: { tone: 'good', word: 'Works' },
  degraded: { tone: 'waiting', word: 'Away, and done without' },
  unavailable: { tone: 'bad', word: 'Does not answer' },
};

const partWords: Readonly<Record<string, { name: string; about: string }>> = {
  database: { name: 'Database', about: 'Everything that the store knows.' },
  cache: { name: 'Cache', about: 'Makes answers quicker; nothing is lost without it.' },
  queue: { name: 'Queue', about: 'Work that is done in the background.' },
  mail: { name: 'Mail', about: 'Sends mails.' },
  files: { name: 'Files', about: 'Pictures and imports.' },
};

/** @returns what a part is called, and what it is for. */
export function wordsOfPart(name: string): { name: string; about: string } {
  return partWords[name] ?? { name: capital(name.replaceAll('_', ' ')), about: '' };
}

/** @returns the whole in one sentence. */
export function wordsOfHealth({ status, parts }: Pick<Health, 'status' | 'parts'>): string {
  if (status === 'unavailable') return 'The store cannot serve right now.';
  const isWhole = Object.values(parts).every((part) => part.status === 'ok');
  return isWhole ? 'Everything works.' : 'The store serves, but not everything works.';
}
