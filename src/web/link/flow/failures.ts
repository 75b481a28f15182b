import type { Failure, FailureName, LinkVerdict } from '#web/link/api/answers.ts';

/** Why a login has to be tried again, or later: shown where it is typed. */
export type RefusalKind =
  | 'refused'
  | 'refusedLast'
  | 'lockedOut'
  | 'throttledByGateway'
  | 'throttledByDexcom'
  | 'unreachable'
  | 'limited'
  | 'offline'
  | 'lost'
  | 'fault'
  | 'unsettled';

/** What the wearer cannot mend at the page. */
export interface Problem {
  readonly kind:
    | 'accountTaken'
    | 'otherAccount'
    | 'notConnected'
    | 'consentRefused'
    | 'consentExpired'
    | 'otherWearer'
    | 'notConfigured'
    | 'appFull'
    | 'unknown';
  /** The gateway's own words, where the page has none. */
  readonly words: string | null;
}

export type TokenVerdict = Exclude<LinkVerdict, 'OPEN'>;

/** Where a failure leads. */
export type Turn =
  | { readonly to: 'sign-in'; readonly reason: RefusalKind; readonly until: string | null }
  | { readonly to: 'region'; readonly reason: 'regionUnsupported' }
  | { readonly to: 'problem'; readonly reason: Problem['kind']; readonly problem: Problem }
  | { readonly to: 'token'; readonly reason: TokenVerdict };

type FailureOf<Name extends FailureName> = Extract<Failure, { readonly __typename: Name }>;

/** A failure that is new in the schema does not compile until it has its row here. */
const turns: { readonly [Name in FailureName]: (failure: FailureOf<Name>) => Turn } = {
  CredentialsRefused: ({ retryAt, attemptsLeft }) =>
    again(attemptsLeft > 0 ? 'refused' : 'refusedLast', retryAt),
  AccountLockedOut: ({ until }) => again('lockedOut', until),
  LinkThrottled: ({ until, by }) =>
    again(by === 'DEXCOM' ? 'throttledByDexcom' : 'throttledByGateway', until),
  DexcomUnreachable: ({ retryAt }) => again('unreachable', retryAt),
  LinkAttemptUnsettled: () => again('unsettled', null),
  LinkTokenRefused: ({ verdict }) => ({
    to: 'token',
    reason: verdict === 'OPEN' ? 'UNKNOWN' : verdict,
  }),
  RegionUnsupported: () => ({ to: 'region', reason: 'regionUnsupported' }),
  AccountTaken: () => problem('accountTaken'),
  OtherAccountConnected: () => problem('otherAccount'),
  NotConnected: () => problem('notConnected'),
  ConsentRefused: () => problem('consentRefused'),
  ConsentExpired: () => problem('consentExpired'),
  OtherWearer: () => problem('otherWearer'),
  ProviderNotConfigured: () => problem('notConfigured'),
  AppConnectionsExhausted: () => problem('appFull'),
  InvalidArgument: ({ message, whatToDo }) => problem('unknown', `${message} ${whatToDo}`),
};

/** What the page does after a failure; of one that it does not know it tells the gateway's words. */
export function turnOf(failure: Failure): Turn {
  const turn = turns[failure.__typename] as ((failure: Failure) => Turn) | undefined;
  return turn ? turn(failure) : problem('unknown', `${failure.message} ${failure.whatToDo}`);
}

function again(reason: RefusalKind, until: string | null): Turn {
  return { to: 'sign-in', reason, until };
}

function problem(kind: Problem['kind'], words: string | null = null): Turn {
  return { to: 'problem', reason: kind, problem: { kind, words } };
}

/** How Junction's Link names what went wrong, as far as it has a name for it. */
export const errorTypes: Readonly<Record<Turn['reason'], string>> = {
  regionUnsupported: 'unsupported_region',
  refused: 'provider_credential_error',
  refusedLast: 'provider_credential_error',
  lockedOut: 'account_locked',
  throttledByGateway: 'too_many_attempts',
  throttledByDexcom: 'provider_api_error',
  unreachable: 'provider_api_error',
  limited: 'too_many_attempts',
  offline: 'unknown_error',
  lost: 'unknown_error',
  fault: 'unknown_error',
  unsettled: 'unknown_error',
  accountTaken: 'duplicate_connection',
  otherAccount: 'duplicate_connection',
  notConnected: 'unknown_error',
  consentRefused: 'required_scopes_not_granted',
  consentExpired: 'token_expired',
  otherWearer: 'provider_api_error',
  notConfigured: 'provider_api_error',
  appFull: 'provider_api_error',
  unknown: 'unknown_error',
  UNKNOWN: 'invalid_token',
  EXPIRED: 'token_expired',
  USED: 'token_consumed',
  REVOKED: 'invalid_token',
};
