import { sql } from 'kysely';
import type { Db } from '#db';
import type { Reading } from '#dexcom-share';
import { trendNumberOf } from '#dexcom-share';
import { type IncomingReading, trendOf } from '#glucose';
import type { ClaimedPoll } from './claimed-poll.ts';
import type { PollOutcome } from './poll-outcome.ts';
import type { DecidedPoll } from './settle-polls.ts';

/** The readings of one answer, sorted into what is glucose, what is not credible, what is missing. */
export interface SortedReadings {
  readonly readings: readonly Reading[];
  readonly incoming: readonly IncomingReading[];
  /** From the future: the phone's clock is wrong. Kept aside, never served. */
  readonly aside: readonly Reading[];
  /** Between the newest sample known and the oldest reading of an answer that was full. */
  readonly hole: { readonly from: Date; readonly to: Date } | null;
}

/** How far ahead of us a phone's clock may be. */
export const futureMsMax = 10 * 60 * 1000;
/** Dexcom may give no more in one answer, however many are asked for. */
const answerCountMax = 288;
/** Dexcom keeps a day. */
const keptMs = 24 * 60 * 60 * 1000;

const none: SortedReadings = { readings: [], incoming: [], aside: [], hole: null };

export function readingsOf(poll: ClaimedPoll, outcome: PollOutcome, now: Date): SortedReadings {
  if (outcome.kind !== 'read') return none;
  const limitMs = now.getTime() + futureMsMax;
  const readings = outcome.batch.readings.filter((reading) => reading.takenAtMs <= limitMs);
  const aside = outcome.batch.readings.filter((reading) => reading.takenAtMs > limitMs);
  return {
    readings,
    incoming: readings.map((reading) => ({
      takenAtMs: reading.takenAtMs,
      valueMgDl: reading.valueMgDl,
      trend: trendOf(trendNumberOf(reading.trend)),
      utcOffsetMinutes: reading.utcOffsetMinutes,
    })),
    aside,
    hole: holeOf(poll, outcome, readings, now),
  };
}

/**
 * A hole is what Dexcom can no longer give: the answer was full and does not reach back to the
 * newest sample known, or that sample is older than the day that Dexcom keeps.
 */
function holeOf(
  { newestTakenAt }: ClaimedPoll,
  { batch, window }: Extract<PollOutcome, { kind: 'read' }>,
  readings: readonly Reading[],
  now: Date,
): SortedReadings['hole'] {
  const oldest = readings.at(-1);
  if (!newestTakenAt || !oldest || oldest.takenAtMs <= newestTakenAt.getTime()) return null;
  if (batch.returnedCount >= Math.min(window.maxCount, answerCountMax)) {
    return { from: newestTakenAt, to: new Date(oldest.takenAtMs) };
  }
  const keptSince = new Date(now.getTime() - keptMs);
  return newestTakenAt < keptSince ? { from: newestTakenAt, to: keptSince } : null;
}

export async function writeHoles(db: Db, decided: readonly DecidedPoll[]): Promise<void> {
  const rows = decided.flatMap(({ poll, sorted, now }) =>
    sorted.hole
      ? [
          {
            connection_id: poll.connectionId,
            user_id: poll.userId,
            from_at: sorted.hole.from,
            to_at: sorted.hole.to,
            reason: 'beyond-reach',
            recorded_at: now,
          },
        ]
      : [],
  );
  if (rows.length === 0) return;
  await db
    .insertInto('sample_holes')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The newest so many of a connection are kept: a wrong clock stays wrong for days. */
const asideMax = 100;

export async function writeAside(db: Db, decided: readonly DecidedPoll[]): Promise<void> {
  const rows = decided.flatMap(({ poll, sorted, now }) =>
    sorted.aside.map((reading) => ({
      connection_id: poll.connectionId,
      taken_at: new Date(reading.takenAtMs),
      value_mg_dl: reading.valueMgDl,
      reason: 'from-the-future',
      seen_at: now,
    })),
  );
  if (rows.length === 0) return;
  await db
    .insertInto('readings_aside')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const ids = [...new Set(rows.map((row) => row.connection_id))];
  await sql`
    delete from readings_aside r using (
      select connection_id, taken_at,
        row_number() over (partition by connection_id order by taken_at desc) as place
      from readings_aside where connection_id = any(${ids}::uuid[])
    ) o
    where o.place > ${asideMax} and r.connection_id = o.connection_id
      and r.taken_at = o.taken_at`.execute(db);
}
