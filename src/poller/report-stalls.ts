import { noteStalled } from '#connections';
import { type Db, inTransaction } from '#db';
import { appendEvents, createEvent } from '#events';
import type { Clock } from '#std/clock';
import { connectionNewsData } from './decide/index.ts';

/** Stalls reported in one transaction. */
const batchMax = 500;
/** A plan that is overdue by more than this is not polled; its silence is ours. */
const overdueMs = 120_000;

/**
 * Appends an event for each connection that has brought no newer reading for longer than
 * `stallAfterMs`: once a silence, since it is noted with the connection, and forgotten with the next
 * fresh reading. Connections that this gateway is late in polling are left out. Run by the clock and
 * not by polls, since polls become rare when nothing comes. Returns how many it reported.
 */
export async function reportStalls(db: Db, clock: Clock, stallAfterMs: number): Promise<number> {
  let count = 0;
  for (;;) {
    const reported = await reportBatch(db, clock, stallAfterMs);
    count += reported;
    if (reported < batchMax) return count;
  }
}

function reportBatch(db: Db, clock: Clock, stallAfterMs: number): Promise<number> {
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
