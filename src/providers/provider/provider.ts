import type { DataRange, DeviceBatch, DiaryBatch } from './diary.ts';
import type { PermitCounter, PermitTimes } from './permits.ts';
import type { ReadingBatch, ReadWindow } from './reading.ts';

/**
 * An account lives in exactly one region, and only that region's hosts know it. US; OUS, everywhere
 * else; APAC, Japan and Asia-Pacific.
 */
export const regions = ['US', 'OUS', 'APAC'] as const;
export type Region = (typeof regions)[number];

/** Something that must hold before any reading comes. */
export interface ProviderNeed {
  readonly code:
    | 'SHARE_ON'
    | 'FOLLOWER'
    | 'OWN_ACCOUNT'
    | 'RIGHT_REGION'
    | 'DEPENDANT_ACCOUNT'
    | 'SHARING_APP';
  /** For the wearer. */
  readonly sentence: string;
}

/** What is known of a provider without asking it. */
export interface ProviderFacts {
  /** Its name in tables, payloads and addresses; never given to another. */
  readonly slug: string;
  /** Stored with each sample that it brought; never given to another. */
  readonly number: number;
  /**
   * Part of a sample's key. Two ways to the readings of the same sensors share one number, so that
   * a reading that both bring is one sample.
   */
  readonly sensorFamily: number;
  /** For people. */
  readonly name: string;
  /** In payloads, as the hosted service writes it: consumers compare it. */
  readonly wireName: string;
  /** The address of a picture; empty for none. */
  readonly logo: string;
  readonly regions: readonly Region[];
  /** What must hold before any reading comes. */
  readonly needs: readonly ProviderNeed[];
  /** How far back it gives readings. */
  readonly historyMs: number;
  /** One answer may hold no more readings, however many are asked for. */
  readonly readingsPerAnswerMax: number;
  readonly session: SessionLife;
  readonly permitTimes: PermitTimes;
  /** As whose values samples are kept. */
  readonly origin: 'SHARE' | 'OAUTH';
  /** How long after it was taken a reading can be seen at the earliest, by the provider's own rules. */
  readonly lateByMs: Readonly<Record<Region, number>>;
  /**
   * How often it is asked where it tells nothing of now; null for one that is asked just after each
   * reading.
   */
  readonly steadyEveryMs: number | null;
  /** At which distances a login is tried again that was refused; then only rare probes follow. */
  readonly refusalRetriesMs: readonly number[];
}

/** A session is renewed before its end, since the read that finds it ended is lost. */
export interface SessionLife {
  /** For how long a session is used. */
  readonly lifeMs: number;
  /** By how much that differs among connections, so that not all are renewed at once. */
  readonly spreadMs: number;
}

/**
 * A provider of readings, asked with what was kept of a connection. It has no database: its logins
 * are counted by who calls it, and what it wants kept it returns. Each method sends what its comment
 * says, and never sends it twice. Failures are values, sorted by what the caller must do; what the
 * signal ended counts as an answer that did not come in time. A method rejects for our own faults
 * only. No answer, error or log line holds a password, a token, an account's name or id.
 */
export interface Provider {
  readonly facts: ProviderFacts;
  /** Opens a session with what was kept of an account that is linked. */
  open(login: KeptLogin): Promise<LoginResult>;
  /** One request for the latest readings. An empty batch says nothing of why. */
  read(request: SessionRequest & { readonly window: ReadWindow }): Promise<ReadResult>;
  /** Asks whether the wearer shares readings, and with how many. */
  readSharing(request: SessionRequest): Promise<SharingResult>;
  /** Takes no more calls, waits for those in flight and closes the connections. */
  close(): Promise<void>;
}

/** One that is given the wearer's own user name and password. */
export interface PasswordProvider extends Provider {
  /** Finds the account that the wearer's own credentials open, and opens a session. */
  link(login: LinkLogin): Promise<LoginResult>;
}

/** One that the wearer consents at, and that gives tokens to the deployment's app. */
export interface OAuthProvider extends Provider {
  /** The regions in which the deployment has an app: no others can be linked. */
  readonly appRegions: readonly Region[];
  /** The address of the page on which the wearer consents. Sends nothing. */
  consentUrl(request: ConsentRequest): string;
  /** Trades the code of a consent for a session, and finds the account. A code works once. */
  redeem(request: RedeemRequest): Promise<LoginResult>;
  /** One request for the readings of a stretch of at most thirty days, however long it takes. */
  readBetween(request: SessionRequest & Stretch): Promise<StretchResult<ReadingBatch>>;
  /** The same for what the wearer entered. */
  readDiary(request: SessionRequest & Stretch): Promise<StretchResult<DiaryBatch>>;
  /** The same for the blood glucose by which the wearer corrected the sensor. */
  readCalibrations(request: SessionRequest & Stretch): Promise<StretchResult<DiaryBatch>>;
  /** One request for all devices of the account. */
  readDevices(request: SessionRequest): Promise<StretchResult<DeviceBatch>>;
  /** One small request: of when there are readings, or which have come since a moment. */
  readRange(
    request: SessionRequest & { readonly sinceMs: number | null },
  ): Promise<StretchResult<DataRange>>;
}

/** `refused`: the same request will be refused again: asking more often does not help. */
export type StretchResult<Batch> =
  | { readonly kind: 'read'; readonly batch: Batch }
  | { readonly kind: 'refused'; readonly status: number }
  | Exclude<ReadResult, { kind: 'read' | 'to-be-asked-less' }>;

/** Both ends included. */
interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface ConsentRequest {
  /** One of `appRegions`. */
  readonly region: Region;
  /** Where the page leads back to: as it is registered with the app. */
  readonly redirectUri: string;
  /** Comes back unchanged. */
  readonly state: string;
  /** The SHA-256 of the verifier with which the code is redeemed, base64url. */
  readonly codeChallenge: string;
}

export interface RedeemRequest {
  readonly region: Region;
  readonly code: string;
  readonly redirectUri: string;
  readonly codeVerifier: string;
  /** Aborted when nobody waits any more; the code itself is redeemed to the end. */
  readonly signal?: AbortSignal | undefined;
}

interface Login {
  readonly region: Region;
  /** Asked for a permit before each request that carries a password. */
  readonly permits: PermitCounter;
  /** Aborted when nobody waits any more. */
  readonly signal?: AbortSignal | undefined;
}

export interface LinkLogin extends Login {
  readonly accountName: string;
  readonly password: string;
  /** The account that a name probably leads to: its budget is drawn on before that is certain. */
  readonly likelyAccountKey?: Buffer | undefined;
  /** Who types: what the provider said to one of their names holds for the others. */
  readonly personKey?: Buffer | undefined;
  /** Whose person types: refused names of a team wait longer each time. */
  readonly teamId: string;
}

export interface KeptLogin extends Login {
  readonly accountKey: Buffer;
  /** The `grant` that was kept. */
  readonly grant: string;
  /** The last login with it was refused, or wrong: nothing that it remembers is taken for granted. */
  readonly isInDoubt: boolean;
}

/**
 * What a provider keeps of a connection between polls; only it reads these texts. A grant may be new
 * with each session, and the one of before is spent then.
 */
export interface KeptAccess {
  /** Opens sessions until the wearer takes it back. */
  readonly grant: string;
  readonly session: string;
}

/**
 * - `refused`: the credentials do not open this region, or open another account than before.
 * - `locked-out`: no login before then. `throttled`: the same, asked for by the provider, or by our
 *   own budget (`gateway`).
 * - `unavailable`: no sensible answer; whether the login arrived is not known.
 * - `misconfigured`: what the deployment has of its own is missing or refused; no wearer can mend it.
 * - `outrun`: the caller may not log in any more; nothing was asked.
 */
export type LoginResult =
  | { readonly kind: 'opened'; readonly accountKey: Buffer; readonly kept: KeptAccess }
  | {
      readonly kind: 'refused';
      /** Of credentials that were typed: the account that the name is known to lead to … */
      readonly leadsTo?: Buffer | null;
      /** … and from when on this team may try the name again. */
      readonly retryAt?: Date;
    }
  | { readonly kind: 'locked-out'; readonly until: Date }
  | { readonly kind: 'throttled'; readonly until: Date; readonly by: 'gateway' | 'provider' }
  | {
      readonly kind: 'unavailable';
      readonly retryAfterMs: number | null;
      /** No answer came in time. */
      readonly isHanging: boolean;
      /** What the grant remembers may be what is wrong: the next login takes none of it for granted. */
      readonly isGrantDoubted?: boolean;
    }
  | { readonly kind: 'misconfigured' }
  | { readonly kind: 'outrun' };

export interface SessionRequest {
  readonly region: Region;
  readonly session: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * - `session-ended`: open a session, then ask again. Not certain where an outage looks the same.
 * - `to-be-asked-less`: it refused the count that was asked for; asked again, it is asked for less.
 * - `throttled`: wait `retryAfterMs`, or longer. `unavailable`: back off.
 */
export type ReadResult =
  | {
      readonly kind: 'read';
      readonly batch: ReadingBatch;
      /** Fewer were asked for than the window says, since so many were refused lately. */
      readonly isCapped?: boolean;
    }
  | {
      readonly kind: 'session-ended';
      readonly isCertain: boolean;
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: 'to-be-asked-less' }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number | null }
  | {
      readonly kind: 'unavailable';
      readonly retryAfterMs: number | null;
      readonly isHanging: boolean;
    };

/** What a provider says of the wearer's sharing; null is "not known", never "no". */
export interface Sharing {
  readonly isSharingOn: boolean | null;
  /** Followers and open invitations alike: either makes the provider keep readings. */
  readonly followerCount: number | null;
}

/** What could not be asked is not known. */
export interface SharingResult {
  readonly sharing: Sharing;
  /** Null when the provider did not ask to be left alone. */
  readonly throttled: { readonly retryAfterMs: number | null } | null;
}
