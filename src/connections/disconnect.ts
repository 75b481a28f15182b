import { sql } from 'kysely';
import { type Db, inTransaction } from '#db';
import { createEvent, type NewEvent } from '#events';
import { lockPlans, stopPlans } from '#poll-plans';
import { type Clock, dateOf } from '#std/clock';
import { sqlClientUserId } from '#teams';

export interface DisconnectedConnection {
  readonly id: string;
  readonly event: NewEvent;
}

/**
 * P3: ends connections for good. Polling stops (a running poll is outrun by the fence), credentials
 * and session are erased, samples stay. The caller appends the events as the last thing before its
 * transaction commits. Connections that are disconnected already are not touched again.
 */
export async function disconnectConnections(
  db: Db,
  clock: Clock,
  where: { readonly connectionId: string } | { readonly userId: string },
): Promise<readonly DisconnectedConnection[]> {
  const ended = await inTransaction(db, (tx) => endConnections(tx, where, dateOf(clock)));
  return ended.map((row) => ({
    id: row.id,
    event: createEvent(clock, {
      type: 'provider.connection.disconnected',
      teamId: row.team_id,
      userId: row.user_id,
      clientUserId: row.client_user_id,
      data: { user_id: row.user_id, provider: row.provider, connection_id: row.id },
    }),
  }));
}

/** The plans first, as those lock them who settle polls, so that the two cannot wait for each other. */
async function endConnections(
  db: Db,
  where: { readonly connectionId: string } | { readonly userId: string },
  now: Date,
): Promise<readonly EndedRow[]> {
  const match =
    'connectionId' in where ? sql`id = ${where.connectionId}` : sql`user_id = ${where.userId}`;
  const found = await sql<{ id: string }>`
    select id from connections where ${match} and disconnected_at is null`.execute(db);
  const ids = found.rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  await lockPlans(db, ids);
  const { rows } = await sql<EndedRow>`
    update connections c set state = 'DISCONNECTED', state_since = ${now}, state_until = null,
      disconnected_at = ${now}, credentials_sealed = null, session_sealed = null,
      session_opened_at = null
    where id = any(${ids}::uuid[]) and disconnected_at is null
    returning id, team_id, user_id, provider, ${sqlClientUserId('c.user_id')} as client_user_id`.execute(
    db,
  );
  await stopPlans(
    db,
    rows.map(({ id }) => id),
  );
  return rows;
}

interface EndedRow {
  id: string;
  team_id: string;
  user_id: string;
  provider: string;
  client_user_id: string;
}
