import type { TObject, TSchema } from '@orderhouse/contracts';
import type { Cell } from './export-source.ts';

/** A column of a record: the way to its field, and what stands in front of the names within it. */
interface Field {
  column: string;
  path: readonly string[];
}

const inner = (schema: TSchema): TObject['properties'] | undefined => (schema as Partial<TObject>).properties;

function fieldsIn(properties: TObject['properties'], path: readonly string[]): Field[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const within = inner(schema);
    const way = [...path, name];
    return within ? fieldsIn(within, way) : [{ column: way.join('_'), path: way }];
  });
}

function valueAt(record: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], record);
}

/** Texts and numbers as they are; what has no columns of its own, as lists and free data, as JSON. */
function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number') return value;
  return JSON.stringify(value);
}

/** How records of one shape stand in a table. */
export interface RecordRows {
  columns: readonly string[];
  rowOf(record: object, emails: ReadonlyMap<string, string>): Cell[];
}

/**
 * A column for each field that the contract knows, under its name, and no other; of an object the fields within it, as
 * `address_city`. Pure.
 *
 * @param people fields that hold the id of a user, with the column beside it for the e-mail address.
 */
export function recordRows(row: TObject, people: Readonly<Record<string, string>> = {}): RecordRows {
  const fields = fieldsIn(row.properties, []);
  return {
    columns: fields.flatMap(({ column }) => [column, ...(people[column] === undefined ? [] : [people[column]])]),
    rowOf: (record, emails) =>
      fields.flatMap(({ column, path }) => {
        const value = valueAt(record, path);
        return people[column] === undefined ? [cellOf(value)] : [cellOf(value), emails.get(String(value)) ?? null];
      }),
  };
}
