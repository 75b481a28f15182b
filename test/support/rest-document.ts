import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { createFaultFinder } from './closed-schema.ts';
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

const faultsOf = createFaultFinder(document.components.schemas);

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
