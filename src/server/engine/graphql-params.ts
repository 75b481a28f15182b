import type { IncomingHttpHeaders } from 'node:http';
import { graphqlPath } from '#server/http';

/** An HTTP request whose body has been read. */
export interface EngineRequest {
  readonly method: string;
  /** The path with its query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | null;
}

/** The members of a GraphQL request; each may be missing or null. */
export interface GraphqlParams {
  readonly query?: string | null;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly extensions?: Readonly<Record<string, unknown>> | null;
}

/**
 * The JSON object of a request in the usual form, by POST to the very path; null for any other
 * request, which Yoga parses itself and answers with what is wrong.
 */
export function parseJsonBody({
  method,
  url,
  headers,
  body,
}: EngineRequest): Record<string, unknown> | null {
  if (method !== 'POST' || url !== graphqlPath || body === null) return null;
  if (!jsonContentType.test(headers['content-type'] ?? '')) return null;
  try {
    const parsed: unknown = JSON.parse(`${body}`);
    return isRecord(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

const jsonContentType = /^application\/json(; ?charset=utf-8)?$/i;

/** Whether each member is known and of its type. */
export function isGraphqlParams(
  body: Record<string, unknown>,
): body is GraphqlParams & typeof body {
  return Object.entries(body).every(
    ([name, value]) => value === null || memberChecks.get(name)?.(value) === true,
  );
}

const isText = (value: unknown) => typeof value === 'string';

const memberChecks = new Map<string, (value: unknown) => boolean>([
  ['query', isText],
  ['operationName', isText],
  ['variables', isRecord],
  ['extensions', isRecord],
]);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
