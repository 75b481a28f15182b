/**
 * Which web pages may call from a browser. Credentials travel in headers that a page sets itself,
 * never in cookies, so no answer allows credentials in the browser's sense. The console's cookie
 * counts for its own origin alone, whatever is listed here.
 */
export interface Cors {
  /** The headers of any answer to a request from this origin. */
  headersFor(origin: string | undefined): Record<string, string>;
  /** The further headers of the answer to a preflight request. */
  preflightHeaders(origin: string | undefined): Record<string, string>;
}

const allowedHeaders = [
  'accept',
  'apollo-require-preflight',
  'authorization',
  'content-type',
  'last-event-id',
  'x-api-key',
  'x-graphql-yoga-csrf',
  'x-request-id',
];
const exposedHeaders = [
  'ratelimit-limit',
  'ratelimit-policy',
  'ratelimit-remaining',
  'ratelimit-reset',
  'retry-after',
  'x-request-id',
];
const preflightSecondsMax = 7_200;

/**
 * `origins` holds exact origins, `http://localhost:*` for any port of a host, or `*` for all;
 * `moreHeaders` what a page may send beside the headers that are listed here.
 */
export function createCors(origins: readonly string[], moreHeaders: readonly string[] = []): Cors {
  const isForAll = origins.includes('*');
  const isAllowed = (origin: string) => isOriginListed(origin, origins);

  function headersFor(origin: string | undefined): Record<string, string> {
    if (origins.length === 0) return {};
    if (origin === undefined || !isAllowed(origin)) return { vary: 'origin' };
    return {
      vary: 'origin',
      'access-control-allow-origin': isForAll ? '*' : origin,
      'access-control-expose-headers': exposedHeaders.join(', '),
    };
  }

  return {
    headersFor,
    preflightHeaders(origin) {
      if (origin === undefined || !isAllowed(origin)) return {};
      return {
        'access-control-allow-methods': 'GET, POST, PATCH, DELETE',
        'access-control-allow-headers': [...allowedHeaders, ...moreHeaders].join(', '),
        'access-control-max-age': String(preflightSecondsMax),
      };
    },
  };
}

/** A page on the usual port names none. */
export function isOriginListed(origin: string, listed: readonly string[]): boolean {
  const ofAnyPort = `${origin.replace(/:\d+$/, '')}:*`;
  return listed.some((each) => each === '*' || each === origin || each === ofAnyPort);
}
