import { sql } from 'kysely';
import type { Db } from '#db';
import { type PlanClaim, sqlIsHeld } from '#poll-plans';
import type { SealedAccess } from './sealed-access.ts';

/** Keeps what a login gave. Nothing is written when the poll that logged in was outrun (P1). */
export async function saveAccess(
  db: Db,
  claim: PlanClaim,
  { grantSealed, sessionSealed }: SealedAccess,
  now: Date,
): Promise<void> {
  await sql`
    update connections set credentials_sealed = ${grantSealed}, session_sealed = ${sessionSealed},
      session_opened_at = ${now}, refusal_count = 0, first_refused_at = null
    where id = ${claim.connectionId} and disconnected_at is null
      and ${sqlIsHeld(claim)}`.execute(db);
}
