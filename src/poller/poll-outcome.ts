import type { ReadingBatch, Sharing } from '#dexcom-share';
import type { PollWindow } from './policy/index.ts';

/** What became of a poll at Dexcom. */
export type PollOutcome =
  | {
      readonly kind: 'read';
      readonly requestedAtMs: number;
      readonly answeredAtMs: number;
      readonly window: PollWindow;
      readonly batch: ReadingBatch;
      /** Null when it was not asked. */
      readonly sharing: Sharing | null;
    }
  /** The session had ended and was renewed; the floor forbids a second read at once. */
  | { readonly kind: 'session-renewed' }
  /** The read permit ran out before the request could leave. */
  | { readonly kind: 'permit-lapsed' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'locked-out'; readonly until: Date }
  /** Our own login budget is spent until then; Dexcom was not asked. */
  | { readonly kind: 'login-deferred'; readonly until: Date }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number | null }
  | {
      readonly kind: 'unavailable';
      readonly retryAfterMs: number | null;
      /** The answer did not come in time: such an account is polled apart from the others. */
      readonly isHanging: boolean;
      /**
       * `circuit`: the region is known to be down, and no request was made; `gateway`: a fault of
       * ours or of the database kept us from asking.
       */
      readonly by: 'dexcom' | 'circuit' | 'gateway';
    };

export type PollOutcomeKind = PollOutcome['kind'];
