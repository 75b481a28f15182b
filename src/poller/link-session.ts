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
import { passwordProvider, type Region } from '#providers';
import { dateOf } from '#std/clock';
import type { RefreshDeps } from './refresh-user.ts';

/** What a page has to know of a link before anybody types a name. */
export interface LinkSession {
  readonly verdict: LinkVerdict | 'unknown';
  readonly link: Link | null;
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
  if (!link) return { verdict: 'unknown', link: null, region: null, next: noTry };
  const verdict = judgeLink(link, dateOf(clock));
  if (verdict === 'open') await openLink(db, clock, link);
  const live =
    link.terms.mode === 'reconnect' ? await findLive(db, link.userId, passwordProvider) : null;
  const tries = await findOwnTries(db, link.userId, dateOf(clock));
  const region = live?.region ?? link.terms.region;
  return { verdict, link, region, next: nextTry(tries, clock.nowMs()) };
}
