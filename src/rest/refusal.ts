import { z } from '@hono/zod-openapi';

/** What is told instead of an answer: a status, and a `detail` that says what to do. */
export class RestRefusal extends Error {
  readonly status: RefusalStatus;
  readonly detail: Detail;
  readonly retryAfterSeconds: number | null;

  constructor(status: RefusalStatus, detail: Detail, retryAfterSeconds: number | null = null) {
    super(typeof detail === 'string' ? detail : detail.error_message);
    this.status = status;
    this.detail = detail;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

type RefusalStatus = 400 | 401 | 403 | 404 | 422 | 429;

type Detail = string | ({ readonly error_message: string } & Readonly<Record<string, unknown>>);

/**
 * A client of the hosted service waits as long as it is told, and then asks again, twice: so it is
 * never told to wait for longer than a person would.
 */
const retryAfterSecondsMax = 5;

export function tooMany(message: string, until: Date, now: Date): RestRefusal {
  const seconds = Math.ceil((until.getTime() - now.getTime()) / 1_000);
  const bounded = Math.max(1, Math.min(retryAfterSecondsMax, seconds));
  return new RestRefusal(429, `${message} Ask again at ${until.toISOString()}.`, bounded);
}

export function invalid(message: string): RestRefusal {
  return new RestRefusal(400, { error_type: 'INVALID_REQUEST', error_message: message });
}

export function tooManyUsers(usersMax: number): RestRefusal {
  return invalid(`The team has ${usersMax} users, which is as many as it may.`);
}

/** Of another team, and of nobody, look alike. */
export function noUser(): RestRefusal {
  return new RestRefusal(404, 'The team has no such user, or the user was deleted.');
}

export const Refusal = z
  .object({
    detail: z.unknown().openapi({
      description:
        'What was wrong: a sentence, an object with `error_message`, or a list of these.',
    }),
  })
  .openapi('Refusal');

const json = (description: string) => ({
  description,
  content: { 'application/json': { schema: Refusal } },
});

/** What any route may answer that needs an API key. */
export const keyRefusals = {
  401: json('The request has no API key, or one that is not good.'),
  403: json('The API key lacks the scope that this needs.'),
  422: json('The request does not say what this takes.'),
  429: json('Too many requests; `retry-after` says how many seconds to wait.'),
} as const;

export const badRequest = { 400: json('It cannot be done, for the reason given.') } as const;
export const notFound = { 404: json('There is no such thing, or none that you may see.') } as const;
