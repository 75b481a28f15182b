import type { ConnectionRecord } from '#connections';
import type { Db } from '#db';
import { bringForward, findPlan, patientReasons, readFloorMs, readSlackMs } from '#poll-plans';
import { type Clock, dateOf } from '#std/clock';
import type { PollOutcomeKind } from './poll/index.ts';
import type { PollReport } from './poll-report.ts';
import type { Poller } from './poller.ts';

/** What a refresh brought of one connection. */
export type RefreshedConnection =
  | {
      readonly kind: 'refreshed';
      readonly connectionId: string;
      readonly createdCount: number;
      readonly updatedCount: number;
      /** When the provider was asked; before the refresh where the floor forbade to ask again. */
      readonly polledAt: Date;
    }
  | { readonly kind: 'in-progress'; readonly connectionId: string }
  | { readonly kind: 'failed'; readonly connectionId: string; readonly reason: PollOutcomeKind };

interface Deps {
  readonly db: Db;
  readonly clock: Clock;
  readonly systemClock: Clock;
  readonly poller: Poller;
}

const lookEveryMs = 250;
/** A poll that ended so lately is as good as one made now. */
const recentMs = readFloorMs + readSlackMs;

/**
 * Polls one connection now, or follows the poll that is running, or answers with what was fetched
 * moments ago, or waits for the account's floor: as far as the time allows.
 */
export async function refreshConnection(
  deps: Deps,
  { id }: Pick<ConnectionRecord, 'id'>,
  timeoutMs: number,
): Promise<RefreshedConnection> {
  const { systemClock } = deps;
  const ending = new AbortController();
  let isOver = false;
  const timeout = systemClock.sleep(timeoutMs, ending.signal).then(() => {
    isOver = true;
    return null;
  });
  try {
    while (!isOver) {
      const answer = await Promise.race([refreshOnce(deps, id), timeout]);
      if (answer) return answer;
      await Promise.race([systemClock.sleep(lookEveryMs), timeout]);
    }
    // What was asked for goes on: where only the account's floor forbade it, it is the next poll.
    await bringForward(deps.db, id, dateOf(deps.clock));
    return { kind: 'in-progress', connectionId: id };
  } finally {
    ending.abort();
  }
}

/** Null when there is no answer yet. */
async function refreshOnce(deps: Deps, id: string): Promise<RefreshedConnection | null> {
  const known = await answerOfLast(deps, id);
  if (known) return known;
  const report = await deps.poller.pollNow(id);
  return report && answerOf(report);
}

/** Null after a session was renewed: the read follows as soon as the floor allows. */
function answerOf({ connectionId, outcome, settled }: PollReport): RefreshedConnection | null {
  switch (outcome.kind) {
    case 'read': {
      if (!settled || settled.isOutrun) return { kind: 'in-progress', connectionId };
      const { createdCount, updatedCount } = settled;
      const polledAt = new Date(outcome.requestedAtMs);
      return { kind: 'refreshed', connectionId, createdCount, updatedCount, polledAt };
    }
    case 'session-renewed':
    case 'permit-lapsed':
      return null;
    default:
      return { kind: 'failed', connectionId, reason: outcome.kind };
  }
}

/** What the last poll brought, if it ended moments ago or stands for a wait; else null. */
async function answerOfLast(
  { db, clock }: Deps,
  connectionId: string,
): Promise<RefreshedConnection | null> {
  const plan = await findPlan(db, connectionId);
  const now = dateOf(clock);
  if (!plan || plan.leaseUntil > now) return null;
  const { lastPollAt: polledAt, lastOutcome: outcome, reason, nextPollAt } = plan;
  const isDue = nextPollAt !== null && nextPollAt <= now;
  if (outcome !== null && patientReasons.includes(reason) && !isDue) {
    return { kind: 'failed', connectionId, reason: outcome as PollOutcomeKind };
  }
  if (outcome !== 'read' || !polledAt) return null;
  if (now.getTime() - polledAt.getTime() >= recentMs) return null;
  const counts = await findCounts(db, connectionId, polledAt);
  return { kind: 'refreshed', connectionId, ...counts, polledAt };
}

async function findCounts(db: Db, connectionId: string, at: Date) {
  const row = await db
    .selectFrom('polls')
    .select(['created_count', 'updated_count'])
    .where('connection_id', '=', connectionId)
    .where('at', '=', at)
    .executeTakeFirst();
  return { createdCount: row?.created_count ?? 0, updatedCount: row?.updated_count ?? 0 };
}
