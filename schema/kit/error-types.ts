import { builder } from './builder.ts';
import { describedValues } from './described-values.ts';
import { errorCodes } from './error-codes.ts';
import {
  type ExpectedFailure,
  InvalidArgument,
  NotFound,
  type Quota,
  QuotaExceeded,
} from './failures.ts';

const ErrorCodeEnum = builder.enumType('ErrorCode', {
  description: 'What a failure is called; a code never changes its meaning.',
  values: describedValues(errorCodes),
});

/** The failures that many mutations share, as types of the schema. */
export const ErrorInterface = builder.interfaceRef<ExpectedFailure>('Error').implement({
  description: 'A failure that a caller must expect. Every failing member of a result has these.',
  fields: (t) => ({
    code: t.expose('code', {
      type: ErrorCodeEnum,
      description: 'Stable and machine-readable, in capitals, like `NOT_FOUND`.',
    }),
    message: t.exposeString('message', { description: 'What happened, in one sentence.' }),
    whatToDo: t.exposeString('whatToDo', { description: 'What can be done about it now.' }),
  }),
});

builder.objectType(InvalidArgument, {
  name: 'InvalidArgument',
  description: 'An argument does not say what its field takes. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    argument: t.exposeString('argument', { description: 'The name of the argument.' }),
    expected: t.exposeString('expected', { description: 'What the argument takes.' }),
  }),
});

builder.objectType(NotFound, {
  name: 'NotFound',
  description: 'No such thing, or none that you may see. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    typeName: t.exposeString('typeName', { description: 'The type that was looked for.' }),
  }),
});

const quotaDescriptions: Readonly<Record<Quota, string>> = {
  USERS: 'Users, but for those that were deleted.',
  API_KEYS: 'API keys that are neither revoked nor over.',
  USER_TOKENS: 'User tokens, in a minute.',
  LINK_TOKENS: 'Link tokens, in a minute.',
  WEBHOOK_ORDERS:
    'Test events, single deliveries and replays that are ordered to one host, in a minute.',
};

const QuotaEnum = builder.enumType('Quota', {
  description: 'What a team may have or make only so much of.',
  values: describedValues(quotaDescriptions),
});

builder.objectType(QuotaExceeded, {
  name: 'QuotaExceeded',
  description: 'The team has or makes as much as it may. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    quota: t.field({ type: QuotaEnum, description: 'Of what.', resolve: ({ quota }) => quota }),
    max: t.exposeInt('max', { description: 'How many it may have, or make in a minute.' }),
  }),
});
