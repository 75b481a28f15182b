import {
  askSharingAgain,
  type ConnectionRecord,
  findConnections,
  findLink,
  judgeLink,
  type Link,
  type LinkVerdict,
  outcomeUntil,
  wasSharingAsked,
} from '#connections';
import { findFreeAt, type RateWindow, takeHits } from '#permits';
import { dateOf } from '#std/clock';
import { refreshConnection } from './refresh-connection.ts';
import type { RefreshDeps } from './refresh-user.ts';

/** What the bearer of a link is told of what became of it. */
export interface LinkOutcomeReport {
  /** `unknown` also for a link that answers no more. */
  readonly verdict: LinkVerdict | 'unknown';
  readonly link: Link | null;
  /** The connection that the link made or renewed; null when it made none. */
  readonly connection: ConnectionRecord | null;
  /** When Dexcom may be asked at the wearer's wish; null for no more. */
  readonly checkAllowedAt: Date | null;
}

export type LinkCheck =
  | { readonly kind: 'checked'; readonly report: LinkOutcomeReport }
  | { readonly kind: 'limited'; readonly until: Date }
  | { readonly kind: 'nothing-to-check'; readonly verdict: LinkOutcomeReport['verdict'] };

type Deps = Pick<RefreshDeps, 'db' | 'clock' | 'keyedHash'>;

/** What became of a link, as long as it tells: at least a quarter of an hour after its use. */
export async function findLinkOutcome(deps: Deps, token: string): Promise<LinkOutcomeReport> {
  const { db, clock } = deps;
  const link = await findLink(db, { token });
  if (!link || outcomeUntil(link) <= dateOf(clock)) {
    return { verdict: 'unknown', link: null, connection: null, checkAllowedAt: null };
  }
  const [connection = null] = link.connectionId
    ? await findConnections(db, {
        teamId: link.teamId,
        ids: [link.connectionId],
        includesDisconnected: true,
        limit: 1,
      })
    : [];
  const verdict = judgeLink(link, dateOf(clock));
  return { verdict, link, connection, checkAllowedAt: await findCheckAllowedAt(deps, link) };
}

/** How long a check may take: as long as the account's floor may make it wait, and a request. */
const checkMsMax = 20_000;
const lookEveryMs = 1_000;

/**
 * Asks Dexcom now, at the wearer's wish, about sharing and readings: within the limits of the link
 * and the floors of the account, and with no login unless the session has ended.
 */
export async function checkLink(deps: RefreshDeps, token: string): Promise<LinkCheck> {
  const { db, clock, systemClock } = deps;
  const { link, connection, verdict } = await findLinkOutcome(deps, token);
  if (!link || !connection || connection.disconnectedAt) {
    return { kind: 'nothing-to-check', verdict };
  }
  const until = await takeHits(db, checkWindows(deps, link), dateOf(clock));
  if (until) return { kind: 'limited', until };
  await askSharingAgain(db, connection.id);
  const endMs = systemClock.monotonicMs() + checkMsMax;
  for (;;) {
    const leftMs = endMs - systemClock.monotonicMs();
    const refreshed = await refreshConnection(deps, connection, Math.max(1, leftMs));
    const isDone = refreshed.kind === 'failed' || (await wasSharingAsked(db, connection.id));
    if (isDone || systemClock.monotonicMs() + lookEveryMs > endMs) break;
    // What was read moments ago stands for a read, and not for a question about sharing.
    await systemClock.sleep(lookEveryMs);
  }
  return { kind: 'checked', report: await findLinkOutcome(deps, token) };
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Checks of one link in its whole life, which is shorter than a day. */
export const checksPerLinkMax = 10;

function checkWindows({ keyedHash }: Deps, { id }: Link): readonly RateWindow[] {
  return [
    { key: keyedHash('link-check', id), windowMs: minuteMs, hitsMax: 1 },
    { key: keyedHash('link-checks', id), windowMs: dayMs, hitsMax: checksPerLinkMax },
  ];
}

async function findCheckAllowedAt(deps: Deps, link: Link): Promise<Date | null> {
  const freeAt = await findFreeAt(deps.db, checkWindows(deps, link), dateOf(deps.clock));
  return freeAt < outcomeUntil(link) ? freeAt : null;
}
