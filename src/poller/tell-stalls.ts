import { sql } from 'kysely';
import type { ConnectionState } from '#connections';
import { type Db, inTransaction } from '#db';
import { appendEvents, createEvent } from '#events';
import type { ProviderSlug } from '#providers';
import { type Clock, dateOf } from '#std/clock';
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
    const stalled = await noteStalled(tx, dateOf(clock), stallAfterMs);
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

interface StalledRow {
  connectionId: string;
  teamId: string;
  userId: string;
  clientUserId: string;
  provider: ProviderSlug;
  state: ConnectionState;
  stateSince: Date;
  newestTakenAt: Date | null;
}

/** The plan is locked first, as by those who settle polls. */
async function noteStalled(db: Db, now: Date, stallAfterMs: number): Promise<StalledRow[]> {
  const quietSince = new Date(now.getTime() - stallAfterMs);
  const overdueSince = new Date(now.getTime() - overdueMs);
  const { rows } = await sql<StalledRow>`
    with quiet as (
      select p.connection_id, p.newest_taken_at from poll_plans p
      join connections c on c.id = p.connection_id
      where coalesce(p.last_reading_at, '-infinity') < ${quietSince}
        and coalesce(p.next_poll_at, 'infinity') > ${overdueSince}
        and c.connected_at < ${quietSince} and c.stalled_told_at is null
        and c.disconnected_at is null
      order by p.connection_id limit ${batchMax} for update of p skip locked
    )
    update connections c set stalled_told_at = ${now}
    from quiet q join poll_plans p using (connection_id), users u
    where c.id = q.connection_id and u.id = c.user_id and c.stalled_told_at is null
      and c.disconnected_at is null
    returning c.id as "connectionId", c.team_id as "teamId", c.user_id as "userId",
      u.client_user_id as "clientUserId", c.provider, c.state, c.state_since as "stateSince",
      q.newest_taken_at as "newestTakenAt"`.execute(db);
  return rows;
}
