import type { Gateway } from './gateway.ts';
import { GatewayError } from './gateway-error.ts';
import {
  type ConnectionState,
  LinkAccount,
  type LinkAccountMutation,
  type Provider,
  ReconnectAccount,
  type ReconnectAccountMutation,
} from './generated/front-end.ts';

/** What a wearer gives to link an account. Neither user name nor password is kept. */
export interface LinkRequest {
  /** Of `createLinkToken`: the only proof that is asked for, so the gateway needs no other token. */
  readonly linkToken: string;
  /** User name, e-mail address, or phone number with `+` and country code. */
  readonly username: string;
  /** Of the wearer's own account, not of a follower's. */
  readonly password: string;
  /** `US`, `OUS` (outside the US) or `APAC` (Japan and Asia-Pacific). */
  readonly region?: string;
}

type Told = LinkAccountMutation['outcome'] | ReconnectAccountMutation['outcome'];
type Success = Extract<Told, { __typename: 'LinkSuccess' }>;
type Failure = Exclude<Told, Success>;

/** The account is linked; `kind` says whether that is of any use yet. */
export interface Linked<Kind> extends Omit<Success, '__typename' | 'meaning' | 'hasReadings'> {
  readonly kind: Kind;
  /** What that means: a sentence for the wearer. */
  readonly message: string;
}

export interface NotLinked<Kind> {
  readonly kind: Kind;
  readonly code: string;
  readonly message: string;
  readonly whatToDo: string;
}

/**
 * What became of linking. Only `readings-come` is what the wearer wanted: an account can be linked
 * and bring nothing, because nothing is shared with anybody (`nothing-shared`), because no reading
 * has come yet (`no-reading-yet`), or because Dexcom could not be read just then (`cannot-read`).
 */
export type LinkOutcome =
  | Linked<'readings-come'>
  | Linked<'no-reading-yet'>
  | (Linked<'nothing-shared'> & { readonly missing: 'sharing' | 'follower' })
  | Linked<'cannot-read'>
  | (NotLinked<'credentials-refused'> & { readonly regions: readonly string[] })
  | (NotLinked<'locked-out'> & { readonly until: string })
  | (NotLinked<'throttled'> & { readonly until: string })
  | (NotLinked<'region-unsupported'> & { readonly supported: readonly string[] })
  | NotLinked<'unreachable' | 'token-refused' | 'account-taken' | 'other-account-connected'>
  | NotLinked<'not-connected' | 'invalid'>
  /** Another request makes the same attempt, and has no answer yet. */
  | NotLinked<'unsettled'>
  /** A refusal that is newer than this package. */
  | NotLinked<'refused'>
  /** No answer came. The account may be linked all the same: then the token is used up. */
  | (NotLinked<'not-answered'> & { readonly error: GatewayError });

/** Links an account to the user of a link token. Never throws for what can become of it. */
export function linkAccount(
  gateway: Gateway,
  { provider = 'DEXCOM', ...request }: LinkRequest & { readonly provider?: Provider },
): Promise<LinkOutcome> {
  return outcomeOf(gateway.ask(LinkAccount, { ...request, provider }));
}

/** Gives new credentials for the account that the user of a link token is linked to. */
export function reconnectAccount(gateway: Gateway, request: LinkRequest): Promise<LinkOutcome> {
  return outcomeOf(gateway.ask(ReconnectAccount, { ...request }));
}

async function outcomeOf(asked: Promise<{ readonly outcome: Told }>): Promise<LinkOutcome> {
  try {
    const { outcome } = await asked;
    return outcome.__typename === 'LinkSuccess' ? linkedOf(outcome) : notLinkedOf(outcome);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const { code, message } = error;
    const whatToDo = error.whatToDo ?? 'Look whether the account is linked, and else try again.';
    return { kind: 'not-answered', code, message, whatToDo, error };
  }
}

type LinkedKind = Extract<LinkOutcome, { connectionId: string }>['kind'];

const linkedKinds: Readonly<Record<ConnectionState, LinkedKind>> = {
  FRESH: 'readings-come',
  DELAYED: 'readings-come',
  WAITING: 'no-reading-yet',
  NO_RECENT_DATA: 'no-reading-yet',
  SHARING_OFF: 'nothing-shared',
  NO_FOLLOWER: 'nothing-shared',
  CLOCK_WRONG: 'cannot-read',
  CREDENTIALS_REFUSED: 'cannot-read',
  DISCONNECTED: 'cannot-read',
  GATEWAY_FAULT: 'cannot-read',
  LOCKED_OUT: 'cannot-read',
  NEEDS_ATTENTION: 'cannot-read',
  NOT_POLLED: 'cannot-read',
  THROTTLED: 'cannot-read',
  UNREACHABLE: 'cannot-read',
};

function linkedOf({ __typename, meaning, hasReadings, ...facts }: Success): LinkOutcome {
  const linked = { ...facts, message: meaning };
  // A state that is newer than this package is no reason to call it well.
  const kind = linkedKinds[facts.state] ?? 'cannot-read';
  if (kind !== 'nothing-shared') return { ...linked, kind };
  const missing = facts.state === 'NO_FOLLOWER' ? 'follower' : 'sharing';
  return { ...linked, kind, missing };
}

function notLinkedOf(failure: Failure): LinkOutcome {
  const { code, message, whatToDo } = failure;
  const told = { code, message, whatToDo };
  switch (failure.__typename) {
    case 'CredentialsRefused':
      return { ...told, kind: 'credentials-refused', regions: failure.regions };
    case 'AccountLockedOut':
      return { ...told, kind: 'locked-out', until: failure.until };
    case 'LinkThrottled':
      return { ...told, kind: 'throttled', until: failure.until };
    case 'RegionUnsupported':
      return { ...told, kind: 'region-unsupported', supported: failure.supported };
    default:
      return { ...told, kind: plainKinds[failure.__typename] ?? 'refused' };
  }
}

type PlainName = Exclude<
  Failure['__typename'],
  'CredentialsRefused' | 'AccountLockedOut' | 'LinkThrottled' | 'RegionUnsupported'
>;

const plainKinds: Readonly<Record<PlainName, LinkOutcome['kind'] & PlainKind>> = {
  AccountTaken: 'account-taken',
  DexcomUnreachable: 'unreachable',
  InvalidArgument: 'invalid',
  LinkAttemptUnsettled: 'unsettled',
  LinkTokenRefused: 'token-refused',
  NotConnected: 'not-connected',
  OtherAccountConnected: 'other-account-connected',
};

type PlainKind =
  | 'account-taken'
  | 'invalid'
  | 'not-connected'
  | 'other-account-connected'
  | 'token-refused'
  | 'unreachable'
  | 'unsettled';
