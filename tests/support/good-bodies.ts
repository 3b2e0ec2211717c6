import { bodyWith, fieldsOf, withAt, withFresh, wordsOf } from './body-fields.ts';
import type { Operation } from './operations.ts';

/**
 * @param serial unlike that of any other bodies of the same house
 * @returns good bodies of which no two are the same: filled with what is required and with what the document shows, and
 *   one with each field and each word; one undefined when the operation takes none.
 */
export function goodBodies({ body: schema, refusals }: Operation, serial: number): unknown[] {
  if (schema === null) return [undefined];
  const unique = refusals.flatMap(({ code }) => /^(\w+)_taken$/.exec(code)?.[1] ?? []);
  const worded = wordsOf(schema).map(({ place, word }) => withAt(bodyWith(schema, '', 'example'), place, word));
  const filled = ['', ...fieldsOf(schema).map(({ pointer }) => pointer)].flatMap((pointer) =>
    (['example', 'required'] as const).map((filled) => bodyWith(schema, pointer, filled)),
  );
  const texts = new Set([...filled, ...worded].map((body) => JSON.stringify(body)));
  return [...texts].map((text) => withFresh(JSON.parse(text), unique, serial));
}
