import { sql } from 'kysely';
import { type Db, inTransaction } from '#db';
import { appendEvents } from '#events';
import { type IngestedBatch, ingestSamples } from '#glucose';
import { type Clock, dateOf } from '#std/clock';
import type { Random } from '#std/random';
import type { ClaimedPoll } from './claimed-poll.ts';
import { decidePoll, type PollDecision } from './decide-poll.ts';
import { eventsOfPoll } from './events-of-poll.ts';
import type { PollOutcome } from './poll-outcome.ts';
import { readingsOf, type SortedReadings, writeAside, writeHoles } from './sort-readings.ts';
import { updateConnections, updatePlans, writePollHistory } from './write-decisions.ts';

export interface FetchedPoll {
  readonly poll: ClaimedPoll;
  readonly outcome: PollOutcome;
  readonly durationMs: number;
}

/** A poll as it was written; `isOutrun`: another one had the fence, and nothing was. */
export interface SettledPoll {
  readonly connectionId: string;
  readonly isOutrun: boolean;
  readonly createdCount: number;
  readonly updatedCount: number;
  /** The instants of the samples that are new. */
  readonly createdAt: readonly Date[];
  readonly decision: PollDecision | null;
}

export interface SettleOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly stallAfterMs: number;
}

export interface DecidedPoll extends FetchedPoll {
  readonly sorted: SortedReadings;
  readonly decision: PollDecision;
  readonly ingested: IngestedBatch;
  readonly now: Date;
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
  const sorted = fetched.map(({ poll, outcome }) => readingsOf(poll, outcome, now));
  const ingested = await ingestSamples(
    db,
    fetched.map(({ poll }, index) => ({
      userId: poll.userId,
      provider: 'dexcom',
      newestTakenAt: poll.newestTakenAt,
      receivedAt: now,
      readings: sorted[index]?.incoming ?? [],
    })),
  );
  const decided = fetched.map((each, index): DecidedPoll => {
    const readings = sorted[index] ?? readingsOf(each.poll, each.outcome, now);
    const decision = decidePoll({
      ...options,
      poll: each.poll,
      outcome: each.outcome,
      readings: readings.readings,
      nowMs: now.getTime(),
    });
    const written = ingested[index] ?? { created: [], updated: [] };
    return { ...each, sorted: readings, decision, ingested: written, now };
  });
  await writeAside(db, decided);
  await writeHoles(db, decided);
  await updatePlans(db, decided);
  await updateConnections(db, decided);
  await writePollHistory(db, decided);
  await appendEvents(
    db,
    decided.flatMap((each) => eventsOfPoll(options.clock, each)),
  );
  return decided;
}
