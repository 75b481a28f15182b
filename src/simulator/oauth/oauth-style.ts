import type { Realm } from './realm.ts';

/**
 * What of the OAuth API nobody has verified, each as a switch. `usualOAuthStyle` holds the guesses;
 * a client must get along with every setting.
 */
export interface OAuthStyle {
  /** A reading or an entry is withheld for this long after its instant. Reported: 1 h and 3 h. */
  readonly holdMs: Readonly<Record<Realm, number>>;
  /** What is due to be shown waits for the next multiple of this; 0: each record by itself. */
  readonly releaseEveryMs: number;
  /** Which ends of a window belong to it; `extras` answers with records outside of it, too. */
  readonly bounds: 'start-inclusive' | 'both-inclusive' | 'extras';
  readonly order: 'newest-first' | 'oldest-first' | 'shuffled';
  /** How the milliseconds of a reading become the whole seconds of `systemTime`. */
  readonly seconds: 'floor' | 'round';
  /** What `lastSyncTime` is compared with: when a record came, or its `systemTime`. */
  readonly lastSyncTime: 'arrival' | 'record';
  /** Whether an edited entry keeps its `recordId`. */
  readonly edits: 'keep-id' | 'new-id';
  /** Whether a deleted entry stays, as `deleted`, or is missing. */
  readonly deletions: 'marked' | 'absent';
  /** Whether ids outlive a new consent of the same account to the same client. */
  readonly recordIds: 'per-client' | 'per-grant';
  readonly codeLifeMs: number;
  /** Documented: two hours. */
  readonly accessLifeMs: number;
  /** Null: a refresh token does not age. */
  readonly refreshLifeMs: number | null;
  /** For so long a spent refresh token is taken once more. */
  readonly refreshGraceMs: number;
  /** Whether the use of a spent refresh token ends the grant, as an identity server may decide. */
  readonly isGrantEndedByReuse: boolean;
  /** Whether access tokens die with the grant, or live on to their end. */
  readonly areTokensRevokedAtOnce: boolean;
  readonly pkce: 'verified' | 'ignored' | 'refused';
  readonly hasErrorDescriptions: boolean;
  /** The fields of the identity server that the documentation shows in an example. */
  readonly hasKeycloakFields: boolean;
  /** Documented: 60,000 calls an hour and client; then 429. */
  readonly callsPerHourMax: number;
  /** Seconds for Retry-After under that 429; null: no header. */
  readonly retryAfterSeconds: number | null;
}

const hourMs = 3_600_000;

export const usualOAuthStyle: OAuthStyle = {
  holdMs: { us: hourMs, eu: 3 * hourMs, jp: 3 * hourMs, sandbox: hourMs },
  releaseEveryMs: 0,
  bounds: 'start-inclusive',
  order: 'newest-first',
  seconds: 'floor',
  lastSyncTime: 'arrival',
  edits: 'keep-id',
  deletions: 'marked',
  recordIds: 'per-client',
  codeLifeMs: 60_000,
  accessLifeMs: 2 * hourMs,
  refreshLifeMs: null,
  refreshGraceMs: 0,
  isGrantEndedByReuse: false,
  areTokensRevokedAtOnce: true,
  pkce: 'verified',
  hasErrorDescriptions: false,
  hasKeycloakFields: true,
  callsPerHourMax: 60_000,
  retryAfterSeconds: null,
};
