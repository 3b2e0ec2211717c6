import { readEmails } from '../accounts/index.ts';
import type { Caller } from '../platform/caller.ts';
import type { Runtime } from '../platform/runtime.ts';

/** E-mail addresses by id, each looked up once: those that the caller may see. */
export interface EmailBook {
  readonly emails: ReadonlyMap<string, string>;
  /** Looks up those that are not there yet. */
  learn(ids: Iterable<string>): Promise<void>;
}

export function openEmailBook(runtime: Runtime, caller: Caller): EmailBook {
  const emails = new Map<string, string>();
  const asked = new Set<string>();
  return {
    emails,
    async learn(ids) {
      const unknown = [...new Set(ids)].filter((id) => !asked.has(id));
      if (unknown.length === 0) return;
      for (const id of unknown) asked.add(id);
      for (const { id, email } of await readEmails(runtime, caller, unknown)) emails.set(id, email);
    },
  };
}
