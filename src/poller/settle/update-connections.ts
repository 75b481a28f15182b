import { sql } from 'kysely';
import type { Db } from '#db';

import { type DecidedPoll, dateOrNull } from './decided-poll.ts';

/** Writes the states that changed; most polls change none. */
export async function updateConnections(db: Db, decided: readonly DecidedPoll[]): Promise<void> {
  const changed = decided.filter(isChanged);
  if (changed.length === 0) return;
  const of = <T>(pick: (each: DecidedPoll) => T) => changed.map(pick);
  await sql`
    update connections c set
      state = d.state, state_since = d.state_since, state_until = d.state_until,
      refusal_count = d.refusal_count, is_sharing_on = d.is_sharing_on,
      follower_count = d.follower_count, sharing_asked_at = d.sharing_asked_at,
      stalled_told_at = case when d.is_recovered then null else c.stalled_told_at end,
      error_told_at = case when d.is_recovered then null
        when d.is_error then d.polled_at else c.error_told_at end,
      first_refused_at = case when d.refusal_count = 0 then null
        else coalesce(c.first_refused_at, d.polled_at) end
    from unnest(
      ${of(({ poll }) => poll.connectionId)}::uuid[],
      ${of(({ decision }) => decision.state)}::text[],
      ${of(({ decision }) => new Date(decision.stateSinceMs))}::timestamptz[],
      ${of(({ decision }) => dateOrNull(decision.stateUntilMs))}::timestamptz[],
      ${of(({ decision }) => decision.refusalCount)}::int2[],
      ${of((each) => sharingOf(each).isSharingOn)}::bool[],
      ${of((each) => sharingOf(each).followerCount)}::int[],
      ${of((each) => sharingOf(each).askedAt)}::timestamptz[],
      ${of(({ decision }) => decision.news.includes('recovered'))}::bool[],
      ${of(({ decision }) => decision.news.includes('error'))}::bool[],
      ${of(({ now }) => now)}::timestamptz[]
    ) as d (connection_id, state, state_since, state_until, refusal_count, is_sharing_on,
      follower_count, sharing_asked_at, is_recovered, is_error, polled_at)
    where c.id = d.connection_id and c.disconnected_at is null`.execute(db);
}

function isChanged(each: DecidedPoll): boolean {
  const { poll, outcome, decision } = each;
  return (
    decision.state !== poll.state ||
    decision.stateUntilMs !== (poll.stateUntil?.getTime() ?? null) ||
    decision.refusalCount !== poll.refusalCount ||
    decision.news.length > 0 ||
    isRefuted(each) ||
    (outcome.kind === 'read' && outcome.sharing !== null)
  );
}

/** A fresh reading shows that sharing is on and has a follower, whatever was said before. */
function isRefuted({ poll: { isSharingOn, followerCount }, decision }: DecidedPoll): boolean {
  return decision.state === 'FRESH' && (isSharingOn === false || followerCount === 0);
}

/** What was asked counts as asked also where Dexcom did not say; what it said before stays. */
function sharingOf(each: DecidedPoll) {
  const { poll, outcome, now } = each;
  const { isSharingOn, followerCount, sharingAskedAt: askedAt } = poll;
  if (outcome.kind === 'read' && outcome.sharing) {
    const { sharing } = outcome;
    return {
      isSharingOn: sharing.isSharingOn ?? isSharingOn,
      followerCount: sharing.followerCount ?? followerCount,
      askedAt: now,
    };
  }
  if (isRefuted(each)) return { isSharingOn: null, followerCount: null, askedAt };
  return { isSharingOn, followerCount, askedAt };
}
