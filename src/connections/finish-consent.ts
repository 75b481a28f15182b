import type { Db } from '#db';
import { oauthProvider } from '#providers';
import { dateOf } from '#std/clock';
import { type Consent, takeConsent } from './consents/index.ts';
import { findLive } from './find-live.ts';
import {
  type AttemptKey,
  beginAttempt,
  endAttempt,
  findAttempt,
  findLink,
  judgeLinkToken,
  type Link,
  type LinkToken,
  type LinkTokenVerdict,
  tellFailedLink,
} from './links/index.ts';
import { type RecordedLink, recordLink } from './record-link.ts';
import type { ConsentDeps } from './start-consent.ts';

/** What a provider's page led back with, and who brought it. */
export interface ConsentAnswer {
  readonly state: string;
  /** Of the cookie; null for a browser that has none. */
  readonly browserSecret: string | null;
  /** Null where the provider gave none. */
  readonly code: string | null;
  /** The provider's word for why there is no code. */
  readonly error: string | null;
  /** The client's address, which the audit tells. */
  readonly address: string;
  readonly redirectUri: string;
  /** Waits among those who may be strangers; null where too many wait, and nothing is used up. */
  readonly takeTurn: <Result extends object>(work: () => Promise<Result>) => Promise<Result | null>;
}

/**
 * - `consent-refused`: the wearer said no. `consent-expired`: they came back too late, or the code was
 *   no longer good: they may set out again.
 * - `other-wearer`: its readings are not those that are kept of the user; nothing is mixed.
 * - `misconfigured`: the provider refused the deployment's app.
 */
export type FinishedLink =
  | Exclude<LinkTokenVerdict, { kind: 'valid' }>
  | RecordedLink
  | {
      readonly kind:
        | 'consent-refused'
        | 'consent-expired'
        | 'other-wearer'
        | 'misconfigured'
        | 'unavailable';
    };

/** Where the browser is led, at once or when it has ended. */
export interface FinishingConsent {
  readonly link: Link;
  readonly linkToken: string;
  readonly attemptId: string;
  readonly returnsTo: Consent['returnsTo'];
  /** Goes on whoever waits; its outcome is kept as that of the attempt. */
  readonly ended: Promise<EndedConsent>;
}

export interface EndedConsent {
  readonly outcome: FinishedLink;
  /** Our own, which the outcome tells as an outage; to be logged. */
  readonly fault: Error | null;
}

/**
 * Begins to end a consent: redeems its code at once and writes the connection, on whichever node its
 * browser comes back. Null for one that nobody here set out with: of that nothing is told.
 */
export async function finishConsent(
  deps: ConsentDeps,
  answer: ConsentAnswer,
): Promise<FinishingConsent | 'busy' | null> {
  const { db, clock } = deps;
  const taken = await answer.takeTurn(() => takeConsent(deps, answer.state, answer.browserSecret));
  if (!taken) return 'busy';
  if (taken.kind === 'unknown') return null;
  const { consent, secrets } = taken;
  const link = await findLink(db, { token: secrets.linkToken });
  if (!link) return null;
  const { attemptId, returnsTo } = consent;
  const key = { linkTokenId: link.id, attemptId };
  const way = { link, linkToken: secrets.linkToken, attemptId, returnsTo };
  // An attempt has one outcome: who comes back under an id that was used before is told that one.
  const isBegun = (await beginAttempt(db, key, dateOf(clock))) === 'begun';
  const isExpired = taken.kind === 'expired';
  const end = async () => {
    if (!isBegun) return { outcome: await findOutcome(db, key), fault: null };
    const ended = await finishOrFail(deps, answer, { ...consent, ...secrets, isExpired });
    await endAttempt(db, key, storedOf(ended.outcome), dateOf(clock));
    return ended;
  };
  return { ...way, ended: end() };
}

async function findOutcome(db: Db, key: AttemptKey): Promise<FinishedLink> {
  const attempt = await findAttempt(db, key);
  return attempt.kind === 'ended' ? (attempt.answer as FinishedLink) : { kind: 'unavailable' };
}

/** A fault of ours must not leave a page waiting for an outcome that never comes. */
async function finishOrFail(
  deps: ConsentDeps,
  answer: ConsentAnswer,
  consent: ConsentToFinish,
): Promise<EndedConsent> {
  try {
    return { outcome: await finish(deps, answer, consent), fault: null };
  } catch (error) {
    const fault = error instanceof Error ? error : new Error(String(error));
    return { outcome: { kind: 'unavailable' }, fault };
  }
}

/** As `findLinkAnswer` reads it again. */
function storedOf(outcome: FinishedLink) {
  const provider = oauthProvider;
  if (outcome.kind !== 'connected') return { ...outcome, provider };
  const { kind, connectionId, isNew } = outcome;
  return { kind, connectionId, isNew, createdCount: 0, provider };
}

interface ConsentToFinish extends Consent {
  readonly linkToken: string;
  readonly codeVerifier: string;
  readonly isExpired: boolean;
}

async function finish(
  deps: ConsentDeps,
  answer: ConsentAnswer,
  consent: ConsentToFinish,
): Promise<FinishedLink> {
  const verdict = await judgeLinkToken(deps.db, consent.linkToken, dateOf(deps.clock));
  if (verdict.kind !== 'valid') return verdict;
  const { linkToken } = verdict;
  const outcome = await redeem(deps, answer, consent, linkToken);
  if (outcome.kind !== 'connected') {
    const told = { mode: 'link', address: answer.address, provider: oauthProvider };
    await tellFailedLink(deps, told, linkToken, outcome.kind);
  }
  return outcome;
}

async function redeem(
  deps: ConsentDeps,
  { code, error, redirectUri, address }: ConsentAnswer,
  { region, codeVerifier, replacesAccount, isExpired }: ConsentToFinish,
  linkToken: LinkToken,
): Promise<FinishedLink> {
  if (isExpired) return { kind: 'consent-expired' };
  if (error === 'access_denied') return { kind: 'consent-refused' };
  if (code === null) return { kind: 'unavailable' };
  const asked = { region, code, redirectUri, codeVerifier };
  const result = await deps.providers[oauthProvider].redeem(asked);
  switch (result.kind) {
    case 'opened': {
      const { accountKey, kept } = result;
      const { userId } = linkToken;
      const found = { provider: oauthProvider, region, accountKey, session: kept.session, userId };
      const isFirst = (await findLive(deps.db, userId, oauthProvider)) === null;
      if (isFirst && (await deps.isOtherWearer({ ...found, signal: undefined }))) {
        return { kind: 'other-wearer' };
      }
      const account = { provider: oauthProvider, region, accountKey, kept, movedFrom: null };
      const how = { mode: 'link', replacesAccount, address } as const;
      return recordLink(deps, { linkToken, ...how, ...account });
    }
    case 'refused':
      return { kind: 'consent-expired' };
    case 'misconfigured':
      return { kind: 'misconfigured' };
    case 'locked-out':
    case 'throttled':
    case 'unavailable':
    case 'outrun':
      return { kind: 'unavailable' };
  }
}
