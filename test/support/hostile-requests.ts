import type { GraphQLSchema } from 'graphql';
import type { Random } from '#std/random';
import { type HostileMaker, makeOperation, pick } from './hostile-documents.ts';

/**
 * Requests that are wrong on every level: bytes, headers, methods, JSON, documents, values and
 * credentials. The same seed makes the same requests.
 */
export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer | null;
}

export interface HostileOptions {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  /** Headers with credentials of every kind, good and bad. */
  readonly credentials: readonly Record<string, string>[];
  readonly loot: readonly string[];
}

const contentTypes = [
  'application/json',
  'application/json; charset=utf-16',
  'application/graphql',
  'application/graphql+json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'text/html, application/json',
  'nonsense',
  '',
];

const accepts = [
  'application/json',
  'application/graphql-response+json',
  'text/event-stream',
  'multipart/mixed',
  'text/html',
  '*/*',
  'image/png',
  'application/json; charset=latin1',
  ',;,',
];

export function makeRequest(options: HostileOptions): HostileRequest {
  const { random, credentials } = options;
  const operation = makeOperation(options satisfies HostileMaker);
  const headers: Record<string, string> = {
    'content-type': random() < 0.85 ? 'application/json' : pick(random, contentTypes),
    accept: random() < 0.7 ? 'application/graphql-response+json' : pick(random, accepts),
    ...pick(random, credentials),
    ...oddHeaders(random),
  };
  const dice = random();
  if (dice < 0.06) {
    const { query, variables } = operation;
    const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
    const path = `/graphql?${random() < 0.9 ? search : 'variables=%7B&query=%ff%fe&extensions=['}`;
    return { method: 'GET', path: path.slice(0, 12_000), headers, body: null };
  }
  if (dice < 0.09) {
    const method = pick(random, ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE']);
    return { method, path: '/graphql', headers, body: null };
  }
  const path = dice < 0.11 ? pick(random, ['/', '/graphql/', '/%2e%2e', '//x', '/?']) : '/graphql';
  return { method: 'POST', path, headers, body: bodyOf(random, operation) };
}

function oddHeaders(random: Random): Record<string, string> {
  const dice = random();
  if (dice < 0.03) return { 'content-encoding': 'gzip' };
  if (dice < 0.06) return { 'x-forwarded-for': '1.2.3.4, ::1, nonsense, [::]:1' };
  if (dice < 0.09) return { origin: 'https://evil.example' };
  if (dice < 0.12) return { 'x-request-id': 'x'.repeat(300) };
  if (dice < 0.14) return { authorization: 'Bearer ' };
  return {};
}

function bodyOf(random: Random, operation: object): string | Buffer {
  const text = JSON.stringify(operation);
  const dice = random();
  if (dice < 0.03) return text.slice(0, Math.floor(random() * text.length));
  if (dice < 0.05) return Buffer.from(Array.from({ length: 200 }, () => random() * 256));
  if (dice < 0.06) return '['.repeat(20_000);
  if (dice < 0.07) return `[${text},${text}]`;
  if (dice < 0.08) return text.replace('"variables":{', '"variables":{"__proto__":{"a":1},');
  if (dice < 0.09) return JSON.stringify({ ...operation, operationName: 'Other', extensions: [1] });
  if (dice < 0.1) return 'x'.repeat(150_000);
  if (dice < 0.11) return pick(random, ['', 'null', '0', '"x"', '[]', '{}', '{"query":null}']);
  if (dice < 0.12) return `{"a":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)},${text.slice(1)}`;
  return text;
}

export interface HostileVerdict {
  /** Of the answer, or the code with which a socket was closed; 0 when there was none. */
  readonly status: number;
  /** What is wrong with the answer; null when it is as it must be. */
  readonly fault: string | null;
}

/**
 * Sends one request, and judges: no 5xx but 503 with Retry-After, and no trace of what the sender
 * may not see.
 */
export async function sendHostile(
  origin: string,
  request: HostileRequest,
  traces: readonly string[],
): Promise<HostileVerdict> {
  const leaving = new AbortController();
  const response = await fetch(`${origin}${request.path}`, {
    method: request.method,
    headers: request.headers,
    body: request.body as never,
    signal: leaving.signal,
    redirect: 'manual',
  }).catch(() => null);
  // A server may cut a connection whose request is none; that is an answer too.
  if (!response) return { status: 0, fault: null };
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  const text = isStream ? await beginningOf(response) : await response.text();
  leaving.abort();
  return { status: response.status, fault: faultOf(response, text, traces) };
}

function faultOf(response: Response, text: string, traces: readonly string[]): string | null {
  const { status } = response;
  const isLate = status === 503 && response.headers.has('retry-after');
  if (status >= 500 && !isLate) return `answered ${status}: ${text.slice(0, 500)}`;
  return faultInText(text, traces);
}

/** What no answer may hold, however it came. */
export function faultInText(text: string, traces: readonly string[]): string | null {
  if (text.includes('INTERNAL_SERVER_ERROR')) return `failed: ${text.slice(0, 500)}`;
  const trace = traces.find((each) => text.includes(each));
  return trace === undefined ? null : `told "${trace}": ${text.slice(0, 500)}`;
}

async function beginningOf(response: Response): Promise<string> {
  for await (const chunk of response.body ?? []) return new TextDecoder().decode(chunk);
  return '';
}
