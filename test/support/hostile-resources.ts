import { readFileSync } from 'node:fs';
import type { Random } from '#std/random';
import { pick, poison } from './hostile-documents.ts';
import type { HostileRequest } from './hostile-requests.ts';

/**
 * Requests to the doors beside GraphQL, wrong in whatever they can be wrong in: the resources that the
 * OpenAPI document names, and the session of the console.
 */
export interface ResourceOptions {
  readonly random: Random;
  readonly credentials: readonly Record<string, string>[];
  /** Ids and texts of others, that are worth a try. */
  readonly loot: readonly string[];
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
}

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: Schema } };
  };
}

const document = JSON.parse(
  readFileSync(new URL('../../src/rest/openapi.json', import.meta.url), 'utf8'),
) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

const plausible = ['dexcom', 'dexcom_v3', 'us', '2026-01-14', '2026-01-15T00:00:00+00:00', '1'];

export function makeResourceRequest(options: ResourceOptions): HostileRequest {
  const { random, credentials } = options;
  if (random() < 0.15) return makeSessionRequest(options);
  const { path, method, operation } = pick(random, operations);
  const given = pick(random, credentials);
  const headers: Record<string, string> = {
    'content-type': random() < 0.9 ? 'application/json' : 'application/x-www-form-urlencoded',
    // Under the name that the clients of the hosted service use, or under ours.
    ...(given['x-api-key'] && random() < 0.5 ? { 'x-vital-api-key': given['x-api-key'] } : given),
    ...(random() < 0.2 ? { 'x-vital-link-token': headerTextOf(options) } : {}),
  };
  const query = new URLSearchParams();
  for (const { name, in: place } of operation.parameters ?? []) {
    if (place === 'query' && random() < 0.8) query.set(name, textOf(options));
  }
  const filled = path.replace(/\{[^}]+\}/g, () => pathPartOf(options));
  const search = query.size > 0 ? `?${query}` : '';
  const dice = random();
  const sentMethod = dice < 0.9 ? method.toUpperCase() : pick(random, ['PUT', 'HEAD', 'OPTIONS']);
  const mayHaveBody = !['GET', 'HEAD'].includes(sentMethod);
  const body = mayHaveBody ? bodyOf(options, operation) : null;
  return { method: sentMethod, path: `${filled}${search}`.slice(0, 12_000), headers, body };
}

function makeSessionRequest(options: ResourceOptions): HostileRequest {
  const { random } = options;
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (random() < 0.5) headers.origin = pick(random, ['https://evil.example', 'null', 'nonsense']);
  if (random() < 0.5) headers.cookie = `gateway_session=${headerTextOf(options)}; a=b; =; ;`;
  const method = pick(random, ['GET', 'POST', 'POST', 'DELETE', 'PATCH', 'HEAD']);
  const way = { [pick(random, ['apiKey', 'code', 'sandbox', 'role'])]: anyValue(options) };
  const body = ['GET', 'HEAD'].includes(method) ? null : damaged(random, JSON.stringify(way));
  const path = pick(random, ['/console/session', '/oauth/callback', '/oauth/start/x']);
  return { method, path, headers, body };
}

function bodyOf(options: ResourceOptions, { requestBody }: Operation): string {
  const schema = requestBody?.content['application/json'].schema;
  const name = schema?.$ref?.split('/').at(-1) ?? '';
  const { properties = {} } = schema?.properties
    ? schema
    : (document.components.schemas[name] ?? {});
  const fields = Object.keys(properties).filter(() => options.random() < 0.85);
  const body = Object.fromEntries(fields.map((field) => [field, anyValue(options)]));
  return damaged(options.random, JSON.stringify(body));
}

function damaged(random: Random, text: string): string {
  const dice = random();
  if (dice < 0.05) return text.slice(0, Math.floor(random() * text.length));
  if (dice < 0.08) return pick(random, ['', 'null', '0', '"x"', '[]', '[{}]', '['.repeat(20_000)]);
  if (dice < 0.1) return `{"__proto__":{"a":1},${text.slice(1)}`;
  if (dice < 0.14) return JSON.stringify({ a: 'x'.repeat(150_000) });
  return text;
}

function anyValue({ random, loot }: ResourceOptions): unknown {
  const dice = random();
  if (dice < 0.35) return pick(random, loot).replace('User:', '');
  return dice < 0.6 ? pick(random, plausible) : poison({ random });
}

const textOf = (options: ResourceOptions) => String(anyValue(options));

/** What a header can hold at all. */
const headerTextOf = (options: ResourceOptions) =>
  textOf(options)
    .replaceAll(/[^\x21-\x7e]/g, '')
    .slice(0, 300);

function pathPartOf(options: ResourceOptions): string {
  const { random } = options;
  if (random() < 0.05) return pick(random, ['%', '%00', '%ff%fe', '..', '%2e%2e%2f', '']);
  // A lone surrogate has no form in an address.
  return encodeURIComponent(textOf(options).toWellFormed()).slice(0, 2_000) || 'x';
}
