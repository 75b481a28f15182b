import { sql } from 'kysely';
import type { Db } from '#db';
import { createEvent, type NewEvent } from '#events';
import { type Clock, dateOf } from '#std/clock';

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
  const now = dateOf(clock);
  const match =
    'connectionId' in where ? sql`c.id = ${where.connectionId}` : sql`c.user_id = ${where.userId}`;
  // The plan first, as those lock it who settle polls, so that the two cannot wait for each other.
  const { rows } = await sql<EndedRow>`
    with locked as (
      select p.connection_id from poll_plans p join connections c on c.id = p.connection_id
      where ${match} and c.disconnected_at is null order by 1 for update of p
    ), ended as (
      update connections c set state = 'DISCONNECTED', state_since = ${now}, state_until = null,
        disconnected_at = ${now}, credentials_sealed = null, session_sealed = null,
        session_opened_at = null
      from users u, locked l
      where u.id = c.user_id and c.id = l.connection_id and c.disconnected_at is null
      returning c.id, c.team_id, c.user_id, c.provider, u.client_user_id
    ), stopped as (
      update poll_plans p set next_poll_at = null, reason = 'disconnected', fence = fence + 1,
        lease_until = '-infinity'
      from ended where p.connection_id = ended.id
    )
    select * from ended`.execute(db);
  return rows.map((row) => ({
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

interface EndedRow {
  id: string;
  team_id: string;
  user_id: string;
  provider: string;
  client_user_id: string;
}
