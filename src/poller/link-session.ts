import {
  findLink,
  findLive,
  findOwnTries,
  judgeLink,
  type Link,
  type LinkVerdict,
  type NextTry,
  nextTry,
  openLink,
} from '#connections';
import { type ProviderSlug, providerSlugs, type Region } from '#providers';
import { dateOf } from '#std/clock';
import type { RefreshDeps } from './refresh-user.ts';

/** What a page has to know of a link before anybody types a name. */
export interface LinkSession {
  readonly verdict: LinkVerdict | 'unknown';
  readonly link: Link | null;
  /** At which provider it links: of a renewal that of the only connection; null for a choice. */
  readonly provider: ProviderSlug | null;
  /** That of the connection to be renewed, else the one that the team named. */
  readonly region: Region | null;
  readonly next: NextTry;
}

const noTry: NextTry = { retryAtMs: null, attemptsLeft: 0 };

/** Judges a link for its page, and notes once that the page was opened. */
export async function findLinkSession(
  { db, clock }: Pick<RefreshDeps, 'db' | 'clock'>,
  token: string,
): Promise<LinkSession> {
  const link = await findLink(db, { token });
  if (!link) {
    return { verdict: 'unknown', link: null, provider: null, region: null, next: noTry };
  }
  const verdict = judgeLink(link, dateOf(clock));
  if (verdict === 'open') await openLink(db, clock, link);
  const { mode, provider, region } = link.terms;
  const renewed = mode === 'reconnect' ? await findRenewed(db, link) : null;
  const tries = await findOwnTries(db, link.userId, dateOf(clock));
  const next = nextTry(tries, clock.nowMs());
  return { verdict, link, provider, region, ...renewed, next };
}

/** The connection that a link renews; null where none is there, or one of two is to be chosen. */
async function findRenewed(
  db: RefreshDeps['db'],
  { userId, terms }: Link,
): Promise<Pick<LinkSession, 'provider' | 'region'> | null> {
  const wanted = terms.provider === null ? providerSlugs : [terms.provider];
  const found: Pick<LinkSession, 'provider' | 'region'>[] = [];
  for (const provider of wanted) {
    const live = await findLive(db, userId, provider);
    if (live) found.push({ provider, region: live.region });
  }
  const [first] = found;
  return first && found.length === 1 ? first : null;
}
