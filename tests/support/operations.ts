import { type Asker, may, type OpenApiDocument, openApiDocument, type Permission } from '@orderhouse/contracts';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Schema } from '../../contracts/src/openapi-example.ts';
import type { TestRequest } from './house.ts';

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: Schema;
}

/** One operation of the OpenAPI document, with nothing left to look up. */
export interface Operation {
  id: string;
  method: TestRequest['method'];
  path: string;
  permission: Permission;
  parameters: Parameter[];
  /** Of what is sent as JSON, or as the fields of a form. */
  body: Schema | null;
  /** Media types of the file that goes with the fields of a form, the usual one first; null when it takes none. */
  file: string[] | null;
  /** Statuses of answers that are no problems. */
  goodStatuses: number[];
  refusals: { status: number; code: string }[];
}

interface Form {
  schema: Schema;
  encoding: { file: { contentType: string } };
}

interface Documented {
  operationId: string;
  'x-permission': Permission;
  parameters: (Parameter | { $ref: string })[];
  requestBody?: { content: { 'application/json'?: { schema: Schema }; 'multipart/form-data'?: Form } };
  responses: Record<string, { content?: { 'application/problem+json'?: { schema: { allOf: Schema[] } } } }>;
}

const document: OpenApiDocument = openApiDocument();

/** @returns a part of the document with what it refers to in place. */
function resolved(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(resolved);
  if (typeof part !== 'object' || part === null) return part;
  const { $ref } = part as { $ref?: unknown };
  if (typeof $ref !== 'string') {
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, resolved(inner)]));
  }
  const [, group = '', name = ''] = /^#\/components\/(\w+)\/(\w+)$/.exec($ref) ?? [];
  return resolved(document.components[group]?.[name]);
}

/** @returns the fields of a form, without its file. */
function fieldsOfForm(form: Schema): Schema {
  const { file: _, ...properties } = form.properties ?? {};
  return { ...form, properties, required: (form.required ?? []).filter((name) => name !== 'file') };
}

function sentIn({ requestBody }: Documented): Pick<Operation, 'body' | 'file'> {
  const { 'application/json': json, 'multipart/form-data': form } = requestBody?.content ?? {};
  if (!form) return { body: (resolved(json?.schema) ?? null) as Schema | null, file: null };
  const file = form.encoding.file.contentType.split(', ');
  return { body: fieldsOfForm(resolved(form.schema) as Schema), file };
}

type Responses = Documented['responses'];

function refusalsIn(responses: Responses): Operation['refusals'] {
  return Object.entries(responses).flatMap(([status, { content }]) =>
    (content?.['application/problem+json']?.schema.allOf ?? []).flatMap(({ properties }) =>
      (properties?.code?.enum ?? []).map((code) => ({ status: Number(status), code: String(code) })),
    ),
  );
}

function goodStatusesIn(responses: Responses): number[] {
  const good = Object.entries(responses).filter(([, { content }]) => !content?.['application/problem+json']);
  return good.map(([status]) => Number(status));
}

/** Every operation of the document: a route that is added is here without anyone naming it. */
export const documentedOperations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, part]) => {
    const operation = part as unknown as Documented;
    return {
      id: operation.operationId,
      method: method.toUpperCase() as TestRequest['method'],
      path,
      permission: operation['x-permission'],
      parameters: resolved(operation.parameters) as Parameter[],
      ...sentIn(operation),
      goodStatuses: goodStatusesIn(operation.responses),
      refusals: refusalsIn(operation.responses),
    };
  }),
);

/** @returns the least of those who may call it; null is nobody. */
export function leastCaller({ permission }: Operation): Exclude<Asker, 'anonymous'> | null {
  if (may('anonymous', permission)) return null;
  return (['customer', 'vendor', 'admin'] as const).find((role) => may(role, permission)) ?? 'admin';
}

const asJson = new Ajv2020({ strict: false });
const asText = new Ajv2020({ strict: false, coerceTypes: true });
for (const ajv of [asJson, asText]) formats.default(ajv);

/** @returns whether a JSON value fits, as the document has it. */
export function fitsBody(schema: Schema): ValidateFunction {
  return asJson.compile(schema);
}

/** @returns whether a text fits, read as what the parameter is. */
export function fitsParameter({ schema }: Parameter): (text: string) => boolean {
  const fits = asText.compile({ type: 'object', properties: { text: schema } });
  return (text) => fits({ text });
}
