import { noteStalled } from '#connections';
import { type Db, inTransaction } from '#db';
import { appendEvents, createEvent } from '#events';
import type { Clock } from '#std/clock';
import { connectionNewsData } from './decide/index.ts';

/** Stalls told in one transaction. */
const batchMax = 500;
/** A plan that is overdue by more than this is not polled; its silence is ours. */
const overdueMs = 120_000;

/**
 * Tells the teams of connections that have brought no newer reading for longer than `stallAfterMs`:
 * once a silence, since what is told is noted with it, and forgotten with the next fresh reading. Not
 * those that we are behind in polling. Asked by the clock and not at polls, since those become rare
 * when nothing comes. Returns how many it told.
 */
export async function tellStalls(db: Db, clock: Clock, stallAfterMs: number): Promise<number> {
  let count = 0;
  for (;;) {
    const told = await tellBatch(db, clock, stallAfterMs);
    count += told;
    if (told < batchMax) return count;
  }
}

function tellBatch(db: Db, clock: Clock, stallAfterMs: number): Promise<number> {
  return inTransaction(db, async (tx) => {
    const nowMs = clock.nowMs();
    const stalled = await noteStalled(tx, {
      now: new Date(nowMs),
      quietSince: new Date(nowMs - stallAfterMs),
      overdueSince: new Date(nowMs - overdueMs),
      limit: batchMax,
    });
    const events = stalled.map((row) =>
      createEvent(clock, {
        type: 'provider.connection.stalled',
        teamId: row.teamId,
        userId: row.userId,
        clientUserId: row.clientUserId,
        data: connectionNewsData(row),
      }),
    );
    await appendEvents(tx, events);
    return stalled.length;
  });
}
