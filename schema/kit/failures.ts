import { GraphQLError } from 'graphql';
import type { ErrorCode } from './error-codes.ts';

/**
 * A failure that a caller is told about. Thrown by a resolver; a mutation that lists the class
 * answers with it as a member of its result union, everything else reports it under `errors` with
 * the same facts in `extensions`.
 */
export class ExpectedFailure extends GraphQLError {
  /** Stable and machine-readable, in capitals. */
  readonly code: ErrorCode;
  /** What the caller, or the person in front of it, can do now. */
  readonly whatToDo: string;

  constructor(code: ErrorCode, message: string, whatToDo: string, facts: object = {}) {
    super(message, { extensions: { code, whatToDo, ...facts } });
    this.code = code;
    this.whatToDo = whatToDo;
  }
}

/** An argument that does not say what its field takes. */
export class InvalidArgument extends ExpectedFailure {
  /** The argument's name as the schema writes it. */
  readonly argument: string;
  /** What it takes, as the end of the sentence "it takes …". */
  readonly expected: string;

  constructor(argument: string, expected: string) {
    super(
      'INVALID_ARGUMENT',
      `The argument "${argument}" takes ${expected}.`,
      `Correct "${argument}" and ask again.`,
      { argument, expected },
    );
    this.argument = argument;
    this.expected = expected;
  }
}

/** No such thing, or none that the caller may know of: the two are never told apart. */
export class NotFound extends ExpectedFailure {
  /** The name of the GraphQL type that was looked for. */
  readonly typeName: string;

  constructor(typeName: string, argument: string) {
    super(
      'NOT_FOUND',
      `No ${typeName} has the id given as "${argument}".`,
      'Check the id, and that it was deleted by nobody.',
      { argument },
    );
    this.typeName = typeName;
  }
}

/** What a team may have or make only so much of. */
export type Quota = keyof typeof quotaTexts;

const quotaTexts = {
  USERS: {
    message: (max: number) => `The team has ${max} users, which is as many as it may.`,
    whatToDo:
      'Delete users who are gone, or have USERS_PER_TEAM_MAX raised by who runs the gateway.',
  },
  API_KEYS: {
    message: (max: number) => `The team has ${max} keys, which is as many as it may.`,
    whatToDo: 'Revoke keys that are not needed, or have API_KEYS_PER_TEAM_MAX raised.',
  },
  USER_TOKENS: {
    message: (max: number) => `The team may make ${max} user tokens a minute.`,
    whatToDo: 'Use a token until it ends, and try again in some seconds.',
  },
  LINK_TOKENS: {
    message: (max: number) => `The team may make ${max} link tokens a minute.`,
    whatToDo: 'Make one when the person is about to link, and try again in some seconds.',
  },
  WEBHOOK_ORDERS: {
    message: (max: number) =>
      `${max} test events, deliveries and replays a minute may be ordered to one host.`,
    whatToDo:
      'Try again in some seconds; one recoverDeliveries sends all that failed, at its own pace.',
  },
} as const;

export class QuotaExceeded extends ExpectedFailure {
  readonly quota: Quota;
  readonly max: number;
  constructor(quota: Quota, max: number) {
    const { message, whatToDo } = quotaTexts[quota];
    super('QUOTA_EXCEEDED', message(max), whatToDo, { quota, max });
    this.quota = quota;
    this.max = max;
  }
}

/** Nobody in particular asks for what needs a key or a token. */
export function unauthenticated(): ExpectedFailure {
  return new ExpectedFailure(
    'UNAUTHENTICATED',
    'This needs an API key or a user token.',
    'Send the key as "x-api-key", or the key or token as "Authorization: Bearer …".',
  );
}

/** Somebody asks for what their kind of credential never gives. */
export function forbidden(whatToDo: string): ExpectedFailure {
  return new ExpectedFailure(
    'FORBIDDEN',
    'The credential of this request does not give the right to this.',
    whatToDo,
  );
}
