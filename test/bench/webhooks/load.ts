import { type Db, inTransaction } from '#db';
import { appendEvents, createEvent } from '#events';
import { systemClock } from '#std/clock';

/** Whose events are appended: one endpoint each. */
export interface BenchTeam {
  readonly teamId: string;
  readonly userId: string;
}

export interface LoadOptions {
  readonly perSecond: number;
  readonly seconds: number;
  /** Polls settle several at a time, and so do we. */
  readonly perCommit: number;
}

/** Appends events at an even pace, to the teams in turn. Returns how many each team got. */
export async function appendAtPace(
  db: Db,
  teams: readonly BenchTeam[],
  { perSecond, seconds, perCommit }: LoadOptions,
): Promise<number[]> {
  const counts = teams.map(() => 0);
  const commits = Math.round((perSecond * seconds) / perCommit);
  const everyMs = (1000 * perCommit) / perSecond;
  const startMs = systemClock.monotonicMs();
  let next = 0;
  for (let commit = 0; commit < commits; commit += 1) {
    await systemClock.sleep(startMs + commit * everyMs - systemClock.monotonicMs());
    const events = Array.from({ length: perCommit }, () => {
      const index = next % teams.length;
      next += 1;
      counts[index] = (counts[index] ?? 0) + 1;
      return eventFor(teams[index] as BenchTeam);
    });
    await inTransaction(db, (db) => appendEvents(db, events));
  }
  return counts;
}

/** A reading as the poller tells it, with the moment just before its commit. */
function eventFor({ teamId, userId }: BenchTeam) {
  const takenAt = new Date(systemClock.nowMs()).toISOString();
  return createEvent(systemClock, {
    type: 'daily.data.glucose.created',
    teamId,
    userId,
    clientUserId: `client-${userId}`,
    data: {
      committing_at_ms: systemClock.nowMs(),
      user_id: userId,
      source_id: 0,
      source: { provider: 'dexcom', type: 'unknown', app_id: null, slug: 'dexcom', logo: '' },
      data: [
        {
          timestamp: takenAt,
          timezone_offset: null,
          type: null,
          unit: 'mmol/L',
          value: 5.61,
          value_mg_dl: 101,
          range: 'IN_RANGE',
          trend: 'flat',
          trend_arrow: '→',
          revision: 1,
          is_late: false,
          received_at: takenAt,
        },
      ],
    },
  });
}
