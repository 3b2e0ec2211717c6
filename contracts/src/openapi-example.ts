/** A JSON Schema as plain data. */
export interface Schema {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  minimum?: number;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  [keyword: string]: unknown;
}

const ofFormat: Readonly<Record<string, string>> = {
  uuid: '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
  'date-time': '2026-01-31T09:30:00Z',
  email: 'ada@example.com',
};

function objectExample(schema: Schema): Record<string, unknown> {
  const properties = Object.entries(schema.properties ?? {});
  const required = new Set(schema.required);
  const shown = properties.filter(([name, property]) => required.has(name) || property.examples);
  const example = shown.length > 0 ? shown : properties.slice(0, 1);
  return Object.fromEntries(example.map(([name, property]) => [name, exampleOf(property)]));
}

/** @returns a value that fits the schema, from the examples that stand in it. */
export function exampleOf(schema: Schema): unknown {
  const types = [schema.type].flat();
  if (types.includes('null')) return null;
  const [first] = schema.examples ?? [];
  if (first !== undefined) return first;
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  if (types.includes('object')) return objectExample(schema);
  if (types.includes('array')) return schema.items ? [exampleOf(schema.items)] : [];
  if (types.includes('integer')) return Math.max(schema.minimum ?? 1, 1);
  if (types.includes('boolean')) return true;
  return ofFormat[schema.format ?? ''] ?? 'text';
}
