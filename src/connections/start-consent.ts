import type { Db } from '#db';
import { oauthProvider, type Providers, type Region } from '#providers';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import type { KeyedHash } from '#std/keyed-hash';
import type { Sealer } from '#std/sealed-box';
import { beginConsent, type Consent, consentMs } from './consents/index.ts';
import { countLiveOfApp } from './counts/index.ts';
import { findLive } from './find-live.ts';
import type { FoundAccount } from './link.ts';
import { findLink, judgeLinkToken, type LinkTokenVerdict } from './links/index.ts';

export interface ConsentDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly keyedHash: KeyedHash;
  readonly sealer: Sealer;
  readonly providers: Providers;
  /** Where providers lead back to; null where nobody has said how the gateway is reached. */
  readonly redirectUri: string | null;
  /** How many connections the app of a region may have; null for no bound. */
  readonly connectionsMax: number | null;
  /** Whether an account that is new gives other readings than those that are kept: another person's. */
  readonly isOtherWearer: (found: FoundAccount) => Promise<boolean>;
  /** What the parts do when an account was linked, in the same transaction. */
  readonly onLinked: (db: Db, connectionId: string) => Promise<void>;
}

export interface ConsentRequest {
  readonly token: string;
  /** Null: that of the connection that is there, else the link's, else where there is an app. */
  readonly region: Region | null;
  /** Made up by who asks, to look up what became of it; null for one of ours. */
  readonly attemptId: string | null;
  readonly returnsTo: Consent['returnsTo'];
  readonly replacesAccount: boolean;
}

/**
 * - `not-configured`: the deployment has no app there, or does not know its own address.
 * - `app-full`: the app may have no more connections, which only who runs the deployment can mend.
 */
export type ConsentStart =
  | Exclude<LinkTokenVerdict, { kind: 'valid' }>
  | { readonly kind: 'not-configured'; readonly regions: readonly Region[] }
  | { readonly kind: 'app-full'; readonly connectionsMax: number }
  /** Of those that were begun none is left at `until`. */
  | { readonly kind: 'too-many'; readonly until: Date }
  | {
      readonly kind: 'started';
      readonly startSecret: string;
      readonly attemptId: string;
      readonly region: Region;
      readonly expiresAt: Date;
    };

/** Begins the way of a link token's bearer to the consent page of a provider. Asks nobody. */
export async function startConsent(
  deps: ConsentDeps,
  { token, region: wanted, attemptId: given, returnsTo, replacesAccount }: ConsentRequest,
): Promise<ConsentStart> {
  const { db, clock, providers, redirectUri, connectionsMax } = deps;
  const verdict = await judgeLinkToken(db, token, dateOf(clock));
  if (verdict.kind !== 'valid') return verdict;
  const { id: linkTokenId, userId } = verdict.linkToken;
  const { appRegions } = providers[oauthProvider];
  const known = wanted ?? (await findRegion(db, token, userId));
  const region = known ?? appRegions[0];
  if (redirectUri === null || region === undefined || !appRegions.includes(region)) {
    return { kind: 'not-configured', regions: redirectUri === null ? [] : appRegions };
  }
  const app = { provider: oauthProvider, region };
  if (connectionsMax !== null && (await countLiveOfApp(db, app, userId)) >= connectionsMax) {
    return { kind: 'app-full', connectionsMax };
  }
  const attemptId = given ?? newId(clock);
  const to = { attemptId, returnsTo, replacesAccount };
  const begun = await beginConsent(deps, { linkToken: token, linkTokenId, ...app, ...to });
  if (!begun) return { kind: 'too-many', until: new Date(clock.nowMs() + consentMs) };
  return { kind: 'started', attemptId, region, ...begun };
}

async function findRegion(db: Db, token: string, userId: string): Promise<Region | null> {
  const live = await findLive(db, userId, oauthProvider);
  return live?.region ?? (await findLink(db, { token }))?.terms.region ?? null;
}
