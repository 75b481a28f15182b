import { sql } from 'kysely';
import { type Db, inTransaction } from '#db';
import { appendEvents, type NewEvent } from '#events';
import type { ProviderSlug } from '#providers';
import { type Clock, dateOf } from '#std/clock';
import { findUser } from '#teams';
import { linkEvent } from './link-event.ts';

/** How many are told at once; the others come with the next round. */
const linksMax = 500;

/**
 * Tells, once, of each link whose page was opened and that ended without a connection (E1). Returns
 * how many.
 */
export function abandonLinks(db: Db, clock: Clock): Promise<number> {
  const now = dateOf(clock);
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<AbandonedRow>`
      update link_tokens set abandoned_at = ${now}
      where id in (
        select id from link_tokens
        where expires_at <= ${now} and opened_at is not null and used_at is null
          and abandoned_at is null and revoked_at is null
        order by expires_at limit ${linksMax} for update skip locked)
      returning team_id, user_id, public_id, provider`.execute(tx);
    const events: NewEvent[] = [];
    for (const { team_id: teamId, user_id: userId, public_id: publicId, provider } of rows) {
      const user = await findUser(tx, teamId, { id: userId });
      if (!user) continue;
      const { clientUserId } = user;
      const link = { teamId, userId, publicId, provider, clientUserId };
      events.push(linkEvent(clock, 'link.abandoned', link));
    }
    await appendEvents(tx, events);
    return rows.length;
  });
}

interface AbandonedRow {
  team_id: string;
  user_id: string;
  public_id: string | null;
  provider: ProviderSlug | null;
}
