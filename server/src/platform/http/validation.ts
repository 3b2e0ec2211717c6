import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import type { Fault } from '../domain-error.ts';

// Only what arrives as text is read as what the contract wants; a body says its types itself.
const asText = new Ajv({ coerceTypes: true, useDefaults: true, strict: false });
const asJson = new Ajv({ coerceTypes: false, useDefaults: true, strict: false });
const asJsonTellingAll = new Ajv({ coerceTypes: false, useDefaults: true, strict: false, allErrors: true });
for (const ajv of [asText, asJson, asJsonTellingAll]) formats.default(ajv);

const faults_max = 50;
const told_whole_bytes_max = 65_536;

/**
 * Compiles the validator of one part of a request. A body is passed or refused at its first fault; only for a
 * small one are all faults then looked for, so that a form can show them and a large body costs no more.
 */
export const validatorCompiler: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
  if (httpPart !== 'body') return asText.compile(schema);
  const passes = asJson.compile(schema);
  let findAll: ValidateFunction | undefined;
  return (body: unknown) => {
    if (passes(body)) return true;
    const first = passes.errors ?? [];
    if (JSON.stringify(body ?? null).length > told_whole_bytes_max) return { error: faulty(first) };
    findAll ??= asJsonTellingAll.compile(schema);
    findAll(body);
    return { error: faulty((findAll.errors ?? first).slice(0, faults_max)) };
  };
};

/** As Fastify reads what a validator found. */
function faulty(validation: ErrorObject[]): Error {
  return Object.assign(new Error('the body does not fit the contract'), { validation });
}

function pointerOf(error: ErrorObject): string {
  const { missingProperty, additionalProperty }: { missingProperty?: string; additionalProperty?: string } =
    error.params;
  const property = missingProperty ?? additionalProperty;
  if (property === undefined) return error.instancePath;
  return `${error.instancePath}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
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
    pointer: part === 'body' ? pointerOf(error) : pointerOf(error).slice(1),
    code: error.keyword === 'additionalProperties' ? 'unknown_field' : error.keyword,
    detail: detailOf(error),
  }));
}
