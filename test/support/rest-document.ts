import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { z } from 'zod';
import type { RecordedAnswer } from './recording-fetch.ts';

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: { readonly 'application/json'?: { schema: object } } }>
  >;
}

const document = JSON.parse(
  readFileSync(new URL('../../src/rest/openapi.json', import.meta.url), 'utf8'),
) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
};

/** Fixed words go before words of any kind, as routes are chosen. */
const paths = Object.keys(document.paths)
  .sort((one, other) => one.split('{').length - other.split('{').length)
  .map((template) => ({
    template,
    pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`),
  }));

/** Holds an answer against the committed OpenAPI document. */
export function expectDocumented({ method, path, status, body }: RecordedAnswer): void {
  const operation = paths
    .filter(({ pattern }) => pattern.test(path))
    .map(({ template }) => document.paths[template]?.[method.toLowerCase()])
    .find((found) => found !== undefined);
  if (!operation) {
    expect({ path, status, body }).toEqual({
      path,
      status: 404,
      body: { detail: expect.any(String) },
    });
    return;
  }
  const response = operation.responses[status];
  expect(response, `${method} ${path} answers ${status}`).toBeDefined();
  const schema = response?.content?.['application/json']?.schema;
  const faults = schema ? faultsOf(schema, body) : body === null ? [] : ['a body'];
  expect(faults, `${method} ${path} ${status}`).toEqual([]);
}

const known = new Map<string, z.ZodType>();

function faultsOf(schema: object, body: unknown): readonly string[] {
  const name = JSON.stringify(schema);
  const parser = known.get(name) ?? z.fromJSONSchema(closed(withoutReferences(schema)) as never);
  known.set(name, parser);
  const { error } = parser.safeParse(body);
  return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}

function withoutReferences(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutReferences);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref, ...rest } = schema as { readonly $ref?: string };
  const target = $ref ? document.components.schemas[$ref.split('/').at(-1) ?? ''] : null;
  const whole = { ...target, ...rest };
  return Object.fromEntries(
    Object.entries(whole).map(([key, value]) => [key, withoutReferences(value)]),
  );
}

/** What an object does not name, it must not have. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, closed(value)]),
  );
  const isClosed = 'properties' in inner && !('additionalProperties' in inner);
  return isClosed ? { ...inner, additionalProperties: false } : inner;
}
