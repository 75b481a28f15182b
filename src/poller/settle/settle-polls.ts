import { sql } from 'kysely';
import { updateConnections } from '#connections';
import { type Db, executePrepared, inTransaction } from '#db';
import { appendEvents } from '#events';
import { closeLostStretches, ingestSamples, isContradictedIn, recordLostStretches } from '#glucose';
import { lockHeldPlans, pauseAccounts, updatePlans } from '#poll-plans';
import { judgeClock, readingsOf } from '#poller/ask';
import { decidePoll } from '#poller/decide';
import { steadyPaceOf } from '#poller/policy';
import type { ClaimedPoll } from '#poller/poll';
import { factsOf } from '#providers';
import { type Clock, dateOf } from '#std/clock';
import type { Random } from '#std/random';
import { changesOfPolls } from './changes-of-polls.ts';
import type { DecidedPoll, FetchedPoll, SettledPoll } from './decided-poll.ts';
import { eventsOfPoll } from './events-of-poll.ts';
import { findAside, recordAside } from './readings-aside.ts';
import type { RefusingRegions } from './refusing-regions.ts';
import type { RegionDelays } from './region-delays.ts';

export interface SettleOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly refusingRegions: RefusingRegions;
  readonly regionDelays: RegionDelays;
  /** Whether the polls' outcomes are written to their history; they are unless told. */
  readonly isHistoryKept?: boolean;
}

/** Readings of quicker sensors take shape as long as those of a minute's. */
const guardedCadenceMsMin = 60_000;

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
    const held = await lockHeldPlans(
      tx,
      fetched.map(({ poll }) => poll),
    );
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

async function writePolls(
  db: Db,
  options: SettleOptions,
  fetched: readonly FetchedPoll[],
): Promise<readonly DecidedPoll[]> {
  if (fetched.length === 0) return [];
  const now = dateOf(options.clock);
  // First: a cluster makes no partition in a transaction that has written to others.
  await executePrepared(db, sql`select ensure_partition('polls', 'day', ${now})`);
  const decided = await writeReadings(db, options, fetched, now);
  await writeLostStretches(db, decided, now);
  const { plans, pauses, connections } = changesOfPolls(decided);
  await updatePlans(db, plans);
  await pauseAccounts(db, pauses);
  await updateConnections(db, connections);
  if (options.isHistoryKept ?? true) await writePollHistory(db, decided);
  await appendEvents(
    db,
    decided.flatMap((each) => eventsOfPoll(options.clock, each)),
  );
  return decided;
}

async function writeReadings(
  db: Db,
  { random, refusingRegions, regionDelays }: SettleOptions,
  fetched: readonly FetchedPoll[],
  now: Date,
): Promise<readonly DecidedPoll[]> {
  const aside = await findAside(db, fetched);
  const nowMs = now.getTime();
  const batches = fetched.map((each) => {
    const known = aside.get(each.poll.connectionId) ?? new Map();
    return { ...each, known, sorted: readingsOf(each.poll, each.outcome, now, known) };
  });
  const ingested = await ingestSamples(
    db,
    batches.map(({ poll, sorted }) => ({
      userId: poll.userId,
      provider: poll.provider,
      origin: factsOf(poll.provider).origin,
      newestTakenAt: poll.newestTakenAt,
      receivedAt: now,
      readings: sorted.incoming,
      ...guardOf(poll, nowMs),
    })),
  );
  const judged = batches.map((each, index) => {
    const { poll, outcome, sorted, known } = each;
    const written = ingested[index] ?? {
      created: [],
      updated: [],
      corrected: [],
      contradicting: [],
    };
    const clock = judgeClock(poll, outcome, sorted, written.contradicting, known);
    return { ...each, written, clock };
  });
  const refusing = await refusingRegions.find(db, fetched, now);
  const typicals = await regionDelays.find(db, fetched, now);
  const asideCounts = await recordAside(db, judged, now);
  return judged.map(({ written, clock, ...each }, index): DecidedPoll => {
    const { poll, outcome, sorted } = each;
    const isDoubted = isContradictedIn(written.contradicting);
    const readings = sorted.readings.filter((reading) => !isDoubted(reading));
    const isRegionRefusing = refusing.has(poll.connectionId);
    const typical = typicals.get(poll.region) ?? null;
    const told = { poll, outcome, readings, clock, isRegionRefusing, typical };
    const decision = decidePoll({ ...told, nowMs, random });
    return { ...each, decision, ingested: written, rejectedCount: asideCounts[index] ?? 0, now };
  });
}

/**
 * Samples that are older than two cadences are contradicted only by what is believed, or by a
 * provider that tells nothing of now: it tells what was corrected.
 */
function guardOf(poll: ClaimedPoll, nowMs: number) {
  if (steadyPaceOf(poll)) return {};
  const { cadenceMs } = poll.memory;
  const untilMs = nowMs - 2 * Math.max(cadenceMs, guardedCadenceMsMin);
  return { guard: { untilMs, cadenceMs } };
}

/** Records what the provider did not give, and closes what a later answer reached back to. */
async function writeLostStretches(
  db: Db,
  decided: readonly DecidedPoll[],
  now: Date,
): Promise<void> {
  const covered = decided.flatMap(({ poll: { connectionId }, sorted: { coveredFrom } }) =>
    coveredFrom ? [{ connectionId, from: coveredFrom }] : [],
  );
  const lost = decided.flatMap(({ poll: { connectionId, userId }, sorted }) =>
    sorted.lost ? [{ connectionId, userId, ...sorted.lost }] : [],
  );
  await closeLostStretches(db, covered);
  await recordLostStretches(db, lost, now);
}

/** Appends to the 48 hours of outcomes that a team can look at. */
async function writePollHistory(db: Db, decided: readonly DecidedPoll[]): Promise<void> {
  const now = decided[0]?.now;
  if (!now) return;
  const of = <T>(pick: (each: DecidedPoll) => T) => decided.map(pick);
  await executePrepared(
    db,
    sql`
    insert into polls (connection_id, at, outcome, created_count, updated_count, duration_ms)
    select * from unnest(
      ${of(({ poll }) => poll.connectionId)}::uuid[], ${of((each) => each.now)}::timestamptz[],
      ${of(({ outcome }) => outcome.kind)}::text[],
      ${of(({ ingested }) => ingested.created.length)}::int[],
      ${of(({ ingested }) => ingested.updated.length)}::int[],
      ${of((each) => Math.round(each.durationMs))}::int[])`,
  );
}
