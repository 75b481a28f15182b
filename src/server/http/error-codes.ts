/**
 * The HTTP status of each error code, and what to do about the errors that the server itself gives.
 * A code has a status here only if the whole response gets it whatever else it holds. Without one,
 * a request that ran is answered with 200, and one that did not run with 400.
 */
export interface ErrorCode {
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  readonly whatToDo: string;
}

export const errorCodes: Readonly<Record<string, ErrorCode>> = {
  ADDRESS_EXPIRED: { status: 410, whatToDo: 'Ask for a new address.' },
  ANSWER_TOO_LARGE: {
    status: 400,
    whatToDo: 'Ask for smaller pages, fewer points or fewer fields, in more requests.',
  },
  BAD_REQUEST: { status: 400, whatToDo: 'Correct the request as the message says.' },
  BATCHING_NOT_SUPPORTED: { status: 400, whatToDo: 'Send one operation in a request.' },
  BODY_TOO_LARGE: { status: 413, whatToDo: 'Send a smaller document or smaller variables.' },
  CSRF_PREVENTED: {
    status: 403,
    whatToDo: 'Send the content type application/json, or the header "x-graphql-yoga-csrf".',
  },
  DEADLINE_EXCEEDED: {
    status: 503,
    retryAfterSeconds: 5,
    whatToDo: 'Ask for less at once, or try again later.',
  },
  FORBIDDEN: { status: 403, whatToDo: 'Use a credential that has this right.' },
  GRAPHQL_PARSE_FAILED: { whatToDo: 'Correct the syntax of the document.' },
  GRAPHQL_VALIDATION_FAILED: { whatToDo: 'Correct the document; the schema says what is allowed.' },
  INTERNAL_SERVER_ERROR: {
    status: 500,
    whatToDo: 'Try again; if it persists, report it with the request id.',
  },
  INVALID_ARGUMENT: { whatToDo: 'Correct the argument and ask again.' },
  METHOD_NOT_ALLOWED: { status: 405, whatToDo: 'Send a POST request, or a query by GET.' },
  NOT_ACCEPTABLE: { status: 406, whatToDo: 'Accept application/graphql-response+json.' },
  NOT_FOUND_PATH: { status: 404, whatToDo: 'Ask at /graphql.' },
  OPERATION_NOT_ALLOWED: {
    whatToDo: 'Send the hash of an allowed operation as extensions.persistedQuery.sha256Hash.',
  },
  OPERATION_RESOLUTION_FAILURE: { whatToDo: 'Name one operation of the document.' },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    status: 200,
    whatToDo: 'Send the text of the operation; Apollo clients do so by themselves.',
  },
  QUERY_TOO_COMPLEX: { whatToDo: 'Split the operation, or ask for smaller pages.' },
  RATE_LIMITED: { status: 429, whatToDo: 'Wait for as long as "retry-after" says.' },
  UNAUTHENTICATED: {
    status: 401,
    whatToDo:
      'Send an API key as "x-api-key", or a key or user token as "Authorization: Bearer …".',
  },
  UNAVAILABLE: { status: 503, retryAfterSeconds: 5, whatToDo: 'Try again in a few seconds.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, whatToDo: 'Send application/json as UTF-8.' },
};

export const errorCodesByStatus: ReadonlyMap<number, string> = new Map([
  [400, 'BAD_REQUEST'],
  [403, 'CSRF_PREVENTED'],
  [405, 'METHOD_NOT_ALLOWED'],
  [406, 'NOT_ACCEPTABLE'],
  [413, 'BODY_TOO_LARGE'],
  [415, 'UNSUPPORTED_MEDIA_TYPE'],
]);
