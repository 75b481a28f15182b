import { sql } from 'kysely';
import type { Db } from '#db';
import type { DecidedPoll } from './settle-polls.ts';

/** Writes the next poll of each connection and what was learned. One row a connection, no index but one. */
export async function updatePlans(db: Db, decided: readonly DecidedPoll[]): Promise<void> {
  const of = <T>(pick: (each: DecidedPoll) => T) => decided.map(pick);
  await sql`
    update poll_plans p set
      next_poll_at = d.next_poll_at, reason = d.reason, memory = d.memory::jsonb,
      is_suspect = d.is_suspect, lease_until = '-infinity', newest_taken_at = d.newest_taken_at,
      last_poll_at = d.polled_at, last_outcome = d.outcome,
      last_reading_at = case when d.has_news then d.polled_at else p.last_reading_at end,
      aside_count = p.aside_count + d.aside_count
    from unnest(
      ${of(({ poll }) => poll.connectionId)}::uuid[],
      ${of(({ decision }) => dateOrNull(decision.nextPollAtMs))}::timestamptz[],
      ${of(({ decision }) => decision.reason)}::text[],
      ${of(({ decision }) => JSON.stringify(decision.memory))}::text[],
      ${of(({ decision }) => decision.isSuspect)}::bool[],
      ${of(({ decision }) => dateOrNull(decision.newestTakenAtMs))}::timestamptz[],
      ${of(({ now }) => now)}::timestamptz[],
      ${of(({ outcome }) => outcome.kind)}::text[],
      ${of(({ ingested }) => ingested.created.length > 0)}::bool[],
      ${of(({ sorted }) => sorted.aside.length)}::int[]
    ) as d (connection_id, next_poll_at, reason, memory, is_suspect, newest_taken_at, polled_at,
      outcome, has_news, aside_count)
    where p.connection_id = d.connection_id`.execute(db);
}

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
      stalled_told_at = d.stalled_told_at, error_told_at = d.error_told_at,
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
      ${of((each) => toldAt(each, 'stalled', each.poll.stalledToldAt))}::timestamptz[],
      ${of((each) => toldAt(each, 'error', each.poll.errorToldAt))}::timestamptz[],
      ${of(({ now }) => now)}::timestamptz[]
    ) as d (connection_id, state, state_since, state_until, refusal_count, is_sharing_on,
      follower_count, sharing_asked_at, stalled_told_at, error_told_at, polled_at)
    where c.id = d.connection_id`.execute(db);
}

function isChanged({ poll, outcome, decision }: DecidedPoll): boolean {
  return (
    decision.state !== poll.state ||
    decision.stateUntilMs !== (poll.stateUntil?.getTime() ?? null) ||
    decision.refusalCount !== poll.refusalCount ||
    decision.news.length > 0 ||
    (outcome.kind === 'read' && outcome.sharing !== null)
  );
}

/** What was asked counts as asked also where Dexcom did not say; what it said before stays. */
function sharingOf({ poll, outcome, now }: DecidedPoll) {
  const { isSharingOn, followerCount, sharingAskedAt } = poll;
  if (outcome.kind !== 'read' || !outcome.sharing) {
    return { isSharingOn, followerCount, askedAt: sharingAskedAt };
  }
  return { ...outcome.sharing, askedAt: now };
}

function toldAt(each: DecidedPoll, news: 'stalled' | 'error', before: Date | null): Date | null {
  if (each.decision.news.includes('recovered')) return null;
  return each.decision.news.includes(news) ? each.now : before;
}

/** Appends to the 48 hours of outcomes that a team can look at. */
export async function writePollHistory(db: Db, decided: readonly DecidedPoll[]): Promise<void> {
  const now = decided[0]?.now;
  if (!now) return;
  const of = <T>(pick: (each: DecidedPoll) => T) => decided.map(pick);
  await sql`select ensure_partition('polls', 'day', ${now})`.execute(db);
  await sql`
    insert into polls (connection_id, at, outcome, created_count, updated_count, duration_ms)
    select * from unnest(
      ${of(({ poll }) => poll.connectionId)}::uuid[], ${of((each) => each.now)}::timestamptz[],
      ${of(({ outcome }) => outcome.kind)}::text[], ${of(({ ingested }) => ingested.created.length)}::int[],
      ${of(({ ingested }) => ingested.updated.length)}::int[],
      ${of((each) => Math.round(each.durationMs))}::int[])`.execute(db);
}

function dateOrNull(atMs: number | null): Date | null {
  return atMs === null ? null : new Date(atMs);
}
