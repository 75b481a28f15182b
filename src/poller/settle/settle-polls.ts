import { sql } from 'kysely';
import { type Db, inTransaction } from '#db';
import { appendEvents } from '#events';
import { ingestSamples } from '#glucose';
import { readingsOf } from '#poller/ask';
import { decidePoll } from '#poller/decide';
import { type Clock, dateOf } from '#std/clock';
import type { Random } from '#std/random';
import type { DecidedPoll, FetchedPoll, SettledPoll } from './decided-poll.ts';
import { eventsOfPoll } from './events-of-poll.ts';
import { findAside, writeAside } from './rejected-readings.ts';
import { closeAccounts } from './throttle-accounts.ts';
import { updateConnections } from './update-connections.ts';
import { updatePlans } from './update-plans.ts';
import { writeHoles } from './write-holes.ts';

export interface SettleOptions {
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * E1, P1: writes the ends of several polls in one transaction: samples, states, next polls, and last
 * of all the events, since the log is locked from then until the commit.
 */
export function settlePolls(
  db: Db,
  options: SettleOptions,
  fetched: readonly FetchedPoll[],
): Promise<readonly SettledPoll[]> {
  return inTransaction(db, async (tx) => {
    const held = await lockHeldPlans(tx, fetched);
    const mine = fetched.filter(({ poll }) => held.has(poll.connectionId));
    const decided = await writePolls(tx, options, mine);
    const byId = new Map(decided.map((each) => [each.poll.connectionId, each]));
    return fetched.map(({ poll: { connectionId } }) => {
      const each = byId.get(connectionId);
      return {
        connectionId,
        isOutrun: !each,
        createdCount: each?.ingested.created.length ?? 0,
        updatedCount: each?.ingested.updated.length ?? 0,
        createdAt: each?.ingested.created.map((sample) => sample.takenAt) ?? [],
        decision: each?.decision ?? null,
      };
    });
  });
}

/** Locks in the order of ids, and keeps those whose fence is still the one that was claimed. */
async function lockHeldPlans(db: Db, fetched: readonly FetchedPoll[]): Promise<Set<string>> {
  const { rows } = await sql<{ connection_id: string; fence: number }>`
    select connection_id, fence from poll_plans
    where connection_id = any(${fetched.map(({ poll }) => poll.connectionId)}::uuid[])
    order by connection_id for update`.execute(db);
  const fences = new Map(fetched.map(({ poll }) => [poll.connectionId, poll.fence]));
  const held = rows.filter((row) => fences.get(row.connection_id) === row.fence);
  return new Set(held.map((row) => row.connection_id));
}

async function writePolls(
  db: Db,
  options: SettleOptions,
  fetched: readonly FetchedPoll[],
): Promise<readonly DecidedPoll[]> {
  if (fetched.length === 0) return [];
  const now = dateOf(options.clock);
  const decided = await writeReadings(db, options, fetched, now);
  await writeHoles(db, decided);
  await updatePlans(db, decided);
  await closeAccounts(db, decided);
  await updateConnections(db, decided);
  await writePollHistory(db, decided);
  await appendEvents(
    db,
    decided.flatMap((each) => eventsOfPoll(options.clock, each)),
  );
  return decided;
}

async function writeReadings(
  db: Db,
  { random }: SettleOptions,
  fetched: readonly FetchedPoll[],
  now: Date,
): Promise<readonly DecidedPoll[]> {
  const knownAside = await findAside(db, fetched);
  const batches = fetched.map((each) => {
    const { poll, outcome } = each;
    const known = knownAside.get(poll.connectionId) ?? new Set();
    return { ...each, sorted: readingsOf(poll, outcome, now, known) };
  });
  const ingested = await ingestSamples(
    db,
    batches.map(({ poll, sorted }) => ({
      userId: poll.userId,
      provider: poll.provider,
      newestTakenAt: poll.newestTakenAt,
      receivedAt: now,
      readings: sorted.incoming,
    })),
  );
  const asideCounts = await writeAside(db, batches, now);
  return batches.map((each, index): DecidedPoll => {
    const { poll, outcome, sorted } = each;
    const aheadCount = sorted.aside.filter(({ reason }) => reason === 'from-the-future').length;
    const { readings } = sorted;
    const nowMs = now.getTime();
    const decision = decidePoll({ poll, outcome, readings, aheadCount, nowMs, random });
    const written = ingested[index] ?? { created: [], updated: [] };
    return { ...each, decision, ingested: written, asideCount: asideCounts[index] ?? 0, now };
  });
}

/** Appends to the 48 hours of outcomes that a team can look at. */
async function writePollHistory(db: Db, decided: readonly DecidedPoll[]): Promise<void> {
  const now = decided[0]?.now;
  if (!now) return;
  const of = <T>(pick: (each: DecidedPoll) => T) => decided.map(pick);
  await sql`select ensure_partition('polls', 'day', ${now})`.execute(db);
  await sql`
    insert into polls (connection_id, at, outcome, created_count, updated_count, duration_ms)
    select * from unnest(
      ${of(({ poll }) => poll.connectionId)}::uuid[], ${of((each) => each.now)}::timestamptz[],
      ${of(({ outcome }) => outcome.kind)}::text[],
      ${of(({ ingested }) => ingested.created.length)}::int[],
      ${of(({ ingested }) => ingested.updated.length)}::int[],
      ${of((each) => Math.round(each.durationMs))}::int[])`.execute(db);
}
