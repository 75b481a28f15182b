import { sql } from 'kysely';
import type { Db } from '#db';
import type { SealedAccess } from './sealed-access.ts';

/** Keeps what a login gave. Nothing is written when the poll that logged in was outrun (P1). */
export async function saveAccess(
  db: Db,
  { connectionId, fence }: { readonly connectionId: string; readonly fence: number },
  { grantSealed, sessionSealed }: SealedAccess,
  now: Date,
): Promise<void> {
  await sql`
    update connections c set credentials_sealed = ${grantSealed}, session_sealed = ${sessionSealed},
      session_opened_at = ${now}, refusal_count = 0, first_refused_at = null
    from poll_plans p
    where c.id = ${connectionId} and p.connection_id = c.id and p.fence = ${fence}
      and c.disconnected_at is null`.execute(db);
}
