import type { PollWindow } from '#poller/policy';
import type { ReadingBatch, Sharing } from '#providers';

/** What became of a poll at its provider. */
export type PollOutcome =
  | {
      readonly kind: 'read';
      readonly requestedAtMs: number;
      readonly answeredAtMs: number;
      readonly window: PollWindow;
      readonly batch: ReadingBatch;
      /** Fewer were asked for than the window says: what lies further back is to be asked for yet. */
      readonly isCapped?: boolean;
      /** Null when it was not asked. */
      readonly sharing: Sharing | null;
      /** The provider answered, but asked to be left alone for so long. */
      readonly restMs: number | null;
      /** The session was to be renewed, and this became of it: the one of before still lives. */
      readonly unrenewed?: FailedRenewal['kind'];
    }
  /** The session had ended and was renewed; the floor forbids a second read at once. */
  | { readonly kind: 'session-renewed' }
  /**
   * Nothing came of the permit, and nothing is wrong: it ran out, or the poll was outrun, before the
   * request could leave, or the provider is to be asked for less.
   */
  | { readonly kind: 'permit-lapsed' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'locked-out'; readonly until: Date }
  /** Our own login budget is spent until then; the provider was not asked. */
  | { readonly kind: 'login-deferred'; readonly until: Date }
  | {
      readonly kind: 'throttled';
      readonly retryAfterMs: number | null;
      readonly request: FailedRequest;
      /** `circuit`: the region throttles us, and no request was made. */
      readonly by: 'provider' | 'circuit';
    }
  | {
      readonly kind: 'unavailable';
      readonly retryAfterMs: number | null;
      /** The answer did not come in time: such an account is polled apart from the others. */
      readonly isHanging: boolean;
      /** The answer may mean that the session has ended; the same again will be taken to. */
      readonly isSessionDoubted: boolean;
      /** The next login asks anew for what the grant remembers. */
      readonly isGrantDoubted?: boolean;
      readonly request: FailedRequest;
      /** `circuit`: the region is known to be down, and no request was made. */
      readonly by: 'provider' | 'circuit';
    }
  /**
   * We could not ask, or could not write what came: `sealed`, no key opens the credentials;
   * `unwritten`, the answer could not be stored; `misconfigured`, the provider refused what the
   * deployment has of its own; `unexpected`, anything else. The log says more.
   */
  | {
      readonly kind: 'gateway-fault';
      readonly fault: 'sealed' | 'unwritten' | 'misconfigured' | 'unexpected';
    };

/** A login that was not to be had, while the session of before may still live. */
export type FailedRenewal = Extract<
  PollOutcome,
  {
    kind:
      | 'refused'
      | 'locked-out'
      | 'login-deferred'
      | 'throttled'
      | 'unavailable'
      | 'gateway-fault';
  }
>;

/** What was asked: of a login that had no answer nobody knows whether it was refused. */
export type FailedRequest = 'login' | 'read';

export type PollOutcomeKind = PollOutcome['kind'];

const kinds: Readonly<Record<PollOutcomeKind, true>> = {
  read: true,
  'session-renewed': true,
  'permit-lapsed': true,
  refused: true,
  'locked-out': true,
  'login-deferred': true,
  throttled: true,
  unavailable: true,
  'gateway-fault': true,
};

export const pollOutcomeKinds = Object.keys(kinds) as readonly PollOutcomeKind[];
