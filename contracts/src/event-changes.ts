import type { LogEvent } from './event-log.ts';

/** One field that an event tells of. */
export interface FieldChange {
  field: string;
  /** Left out where the log keeps no values: of a password. */
  before?: unknown;
  after?: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/**
 * What an event of the log says was changed, whichever way it says so: `before` and `after` by field, or `from` and `to` of
 * the one thing that it is about. Empty for what is no change of fields, as of something new. Pure.
 */
export function changesIn({ type, data }: Pick<LogEvent, 'type' | 'data'>): FieldChange[] {
  const { before, after, from, to, fields } = data as Record<string, unknown>;
  if (from !== undefined && to !== undefined) {
    return [{ field: type === 'stock.adjusted' ? 'stock' : 'status', before: from, after: to }];
  }
  const [was, is] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
  const told = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const untold = Array.isArray(fields) ? fields.map(String).filter((field) => !told.includes(field)) : [];
  return [
    ...told.map((field) => ({ field, before: was[field] ?? null, after: is[field] ?? null })),
    ...untold.map((field) => ({ field })),
  ];
}
