import { expect, test } from 'vitest';
import type { Schema } from '../contracts/src/openapi-example.ts';
import { documentedOperations } from './support/operations.ts';

/**
 * What the document lets in is the measure of the tests of bad input: what it lets in by mistake they would take for
 * good. So what it may let in stands here.
 */
interface Place {
  operation: string;
  /** Of the field or the parameter. */
  name: string;
  schema: Schema;
}

/** @returns every schema in a schema, wherever in it, with the name of the field it is for. */
function schemasIn(part: unknown, name: string): { name: string; schema: Schema }[] {
  if (typeof part !== 'object' || part === null) return [];
  const inner = Object.entries(part).flatMap(([key, value]) =>
    schemasIn(value, Array.isArray(part) || /^(items|properties|\w+Of)$/.test(key) ? name : key),
  );
  return [{ name, schema: part as Schema }, ...inner];
}

const places: Place[] = documentedOperations.flatMap(({ id, body, parameters }) => {
  const found = [body, ...parameters.map(({ name, schema }) => ({ [name]: schema }))];
  return found.flatMap((schema) => schemasIn(schema, 'body').map((place) => ({ operation: id, ...place })));
});
const ofType = (type: string) => places.filter(({ schema }) => [schema.type].flat().includes(type));
const namesOf = (found: readonly Place[]) => [...new Set(found.map(({ name }) => name))].sort();

test('takes whole numbers only: money is in minor units, and nothing is sold in parts', () => {
  expect(ofType('number')).toEqual([]);
});

test('bounds every number on both sides', () => {
  const integers = ofType('integer');
  expect(namesOf(integers)).toEqual(expect.arrayContaining(['limit', 'quantity', 'stock', 'unit_price']));
  const isBounded = ({ minimum, maximum }: Schema) => Number.isSafeInteger(minimum) && Number.isSafeInteger(maximum);
  expect(integers.filter(({ schema }) => !isBounded(schema))).toEqual([]);
});

test('takes less than nothing only where something is taken away', () => {
  const negative = ofType('integer').filter(({ schema }) => (schema.minimum ?? 0) < 0);
  // An adjustment adds units to the stock or takes units out. Prices, counts and limits are never below zero.
  expect(namesOf(negative)).toEqual(['delta']);
});
