import { sql } from 'kysely';
import type { Db } from '#db';
import { type PlanClaim, sqlIsHeld } from '#poll-plans';
import type { Sealer } from '#std/sealed-box';
import { type SealedAccess, unsealGrant } from './sealed-access.ts';

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

/** Of a box that somebody seals again at this moment. */
const triesMax = 3;

/**
 * Keeps the grant that took the place of one that is spent, with its session. Whether its poll was outrun
 * does not matter: nothing is written only where another grant was kept meanwhile, or the connection
 * has ended. A box that was sealed again holds the same grant still.
 */
export async function saveSuccessor(
  db: Db,
  sealer: Sealer,
  connectionId: string,
  spent: string,
  { grantSealed, sessionSealed }: SealedAccess,
  now: Date,
): Promise<void> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const stored = await db
      .selectFrom('connections')
      .select('credentials_sealed')
      .where('id', '=', connectionId)
      .executeTakeFirst();
    const box = stored?.credentials_sealed;
    if (!box || unsealGrant(sealer, connectionId, box) !== spent) return;
    const { numUpdatedRows } = await db
      .updateTable('connections')
      .set({
        credentials_sealed: grantSealed,
        session_sealed: sessionSealed,
        session_opened_at: now,
        refusal_count: 0,
        first_refused_at: null,
      })
      .where('id', '=', connectionId)
      .where('credentials_sealed', '=', box)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return;
  }
}
