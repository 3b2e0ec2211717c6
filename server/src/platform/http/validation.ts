import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import type { Fault } from '../domain-error.ts';
import { pointerTo } from './pointer-to.ts';

// Only what arrives as text is read as what the contract wants; a body says its types itself.
const asText = new Ajv({ coerceTypes: true, useDefaults: true, strict: false });
const asJson = new Ajv({ coerceTypes: false, useDefaults: true, strict: false });
const asJsonTellingAll = new Ajv({ coerceTypes: false, useDefaults: true, strict: false, allErrors: true });
// As PostgreSQL reads them: no `urn:uuid:` before an id, no year 0, no offset of 16 hours or more.
const plainUuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const unreadableTime = /^0000|[+-](?:1[6-9]|2\d):?\d\d$/;
for (const ajv of [asText, asJson, asJsonTellingAll]) {
  formats.default(ajv);
  const isTime = formats.default.get('date-time') as { validate: (text: string) => boolean };
  ajv.addFormat('uuid', plainUuid);
  ajv.addFormat('date-time', (text) => isTime.validate(text) && !unreadableTime.test(text));
}

const faults_max = 50;
const told_whole_bytes_max = 65_536;

/**
 * Compiles the validator of one part of a request. A body is passed or refused at its first fault; only for a
 * small one are all faults then looked for, so that a form can show them and a large body costs no more.
 */
export const validatorCompiler: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
  const lowerIds = idLowering(schema) ?? unchanged;
  if (httpPart !== 'body') {
    const fits = asText.compile(schema);
    return (part: unknown) => {
      if (!fits(part)) return { error: faulty(fits.errors ?? []) };
      lowerIds(part);
      return true;
    };
  }
  const passes = asJson.compile(schema);
  let findAll: ValidateFunction | undefined;
  return (body: unknown) => {
    if (passes(body)) {
      lowerIds(body);
      return true;
    }
    const first = passes.errors ?? [];
    if (JSON.stringify(body ?? null).length > told_whole_bytes_max) return { error: faulty(first) };
    findAll ??= asJsonTellingAll.compile(schema);
    findAll(body);
    return { error: faulty((findAll.errors ?? first).slice(0, faults_max)) };
  };
};

type Change = (value: unknown) => unknown;
interface Schema {
  format?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
}

const unchanged: Change = (value) => value;

/**
 * Ids are taken in either case (RFC 9562) and handed on in lower case, as rows have them and as they are compared.
 * @returns what lowers the ids of a value of the schema, in place; null when it has none.
 */
function idLowering({ format, items, properties = {} }: Schema): Change | null {
  if (format === 'uuid') return (id) => (typeof id === 'string' ? id.toLowerCase() : id);
  if (items) {
    const lower = idLowering(items);
    return lower && ((list) => (Array.isArray(list) ? Object.assign(list, list.map(lower)) : list));
  }
  const inner = Object.entries(properties).flatMap(([name, schema]) => {
    const lower = idLowering(schema);
    return lower ? [{ name, lower }] : [];
  });
  if (inner.length === 0) return null;
  return (value) => {
    const object = value as Record<string, unknown>;
    for (const { name, lower } of inner) if (object[name] !== undefined) object[name] = lower(object[name]);
    return object;
  };
}

/** As Fastify reads what a validator found. */
function faulty(validation: ErrorObject[]): Error {
  return Object.assign(new Error('the body does not fit the contract'), { validation });
}

/** The property that is missing, or that nobody knows. */
function propertyOf({ params }: ErrorObject): string | undefined {
  const { missingProperty, additionalProperty }: { missingProperty?: string; additionalProperty?: string } = params;
  return missingProperty ?? additionalProperty;
}

function pointerOf(error: ErrorObject): string {
  const property = propertyOf(error);
  return property === undefined ? error.instancePath : pointerTo(error.instancePath, property);
}

function parameterOf(error: ErrorObject): string {
  return propertyOf(error) ?? error.instancePath.slice(1);
}

function detailOf(error: ErrorObject): string {
  if (error.keyword === 'additionalProperties') return 'is not part of the contract';
  if (error.keyword === 'required') return 'is missing';
  if (error.keyword === 'enum') return `must be one of ${error.params.allowedValues.join(', ')}`;
  if (error.keyword === 'pattern') return 'has characters or a form that are not allowed here';
  return error.message ?? 'is not valid';
}

/** What the validator found, as faults that point at the field. Parameters are pointed at by name. */
export function faultsOf(errors: readonly ErrorObject[], part: string | undefined): Fault[] {
  return errors.map((error) => ({
    pointer: part === 'body' ? pointerOf(error) : parameterOf(error),
    code: error.keyword === 'additionalProperties' ? 'unknown_field' : error.keyword,
    detail: detailOf(error),
  }));
}
