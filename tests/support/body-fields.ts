import { exampleOf, type Schema } from '../../contracts/src/openapi-example.ts';
import { pointerTo } from '../../server/src/platform/http/pointer-to.ts';

/** A place in a body, as the document describes it. */
export interface Field {
  /** JSON Pointer. */
  pointer: string;
  schema: Schema;
  isRequired: boolean;
}

type Keys = readonly string[];

function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** @returns a key for each kind of property that a schema takes, with the schema of its value. */
function innerOf(schema: Schema): { key: string; schema: Schema; isRequired: boolean }[] {
  const named = Object.entries(schema.properties ?? {}).map(([key, property]) => ({
    key,
    schema: property,
    isRequired: schema.required?.includes(key) ?? false,
  }));
  const free = Object.values((schema.patternProperties ?? {}) as Record<string, Schema>).map((property) => ({
    key: Object.keys((schema.examples?.[0] ?? { any: 1 }) as object)[0] ?? 'any',
    schema: property,
    isRequired: false,
  }));
  const items = schema.items ? [{ key: '0', schema: schema.items, isRequired: false }] : [];
  return [...named, ...free, ...items];
}

/** @returns every field below a schema, at any depth; of a list its first item. */
export function fieldsOf(schema: Schema, above = ''): Field[] {
  return innerOf(schema).flatMap(({ key, schema: inner, isRequired }) => {
    const pointer = pointerTo(above, key);
    return [{ pointer, schema: inner, isRequired }, ...fieldsOf(inner, pointer)];
  });
}

function withoutNull(schema: Schema): Schema {
  if (!Array.isArray(schema.type)) return schema;
  const type = schema.type.filter((name) => name !== 'null');
  return { ...schema, type, ...(schema.enum && { enum: schema.enum.filter((value) => value !== null) }) };
}

function build(nullable: Schema, way: Keys, filled: 'required' | 'example'): unknown {
  const schema = withoutNull(nullable);
  const inner = innerOf(schema);
  const [next, ...rest] = way;
  if (schema.items) return next === undefined ? exampleOf(schema) : [build(schema.items, rest, filled)];
  if (inner.length === 0) return exampleOf(schema);
  const shown = filled === 'example' ? (exampleOf(schema) as object) : {};
  const needed = inner.filter(({ key, isRequired }) => key === next || (isRequired && !(key in shown)));
  const made = needed.map(({ key, schema: part }) => [key, build(part, key === next ? rest : [], filled)]);
  return { ...shown, ...Object.fromEntries(made) };
}

/**
 * @param filled with what is required, or with what the document shows
 * @returns a body that fits the schema and has the field of the pointer.
 */
export function bodyWith(schema: Schema, pointer: string, filled: 'required' | 'example'): unknown {
  return build(schema, keysOf(pointer), filled);
}

/** @returns what stands at a pointer. */
export function at(value: unknown, pointer: string): unknown {
  return keysOf(pointer).reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
}

/** @returns a copy with another value at a pointer; without it when the value is `undefined`. */
export function withAt(body: unknown, pointer: string, value: unknown): unknown {
  const keys = keysOf(pointer);
  const last = keys.pop();
  if (last === undefined) return value;
  const copy = structuredClone(body);
  const holder = keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], copy) as object;
  // A property that stands in the way of a prototype is still a property.
  Object.defineProperty(holder, last, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

/** @returns what the body must say by one of several words, such as the state that an order shall go to. */
export function wordsOf(schema: Schema): { place: string; word: unknown }[] {
  const chosen = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name));
  return chosen.flatMap(([name, { enum: words = [] }]) => words.map((word) => ({ place: `/${name}`, word })));
}

/** @returns the body with each string of the given names changed, so that no two bodies have the same. */
export function withFresh(body: unknown, names: readonly string[], serial: number): unknown {
  if (Array.isArray(body)) return body.map((item) => withFresh(item, names, serial));
  if (typeof body !== 'object' || body === null) return body;
  const entries = Object.entries(body).map(([key, value]) => [
    key,
    names.includes(key) && typeof value === 'string' ? `n${serial}${value}` : withFresh(value, names, serial),
  ]);
  return Object.fromEntries(entries);
}
