import { sql } from 'kysely';
import type { Db } from '#db';

/** How often a credential read a person's glucose on a day. */
export interface GlucoseReads {
  /** In UTC. */
  readonly day: string;
  readonly actorKind: 'api-key' | 'user-token' | 'session';
  readonly actorId: string;
  readonly count: number;
}

export interface GlucoseReadsListing {
  readonly teamId: string;
  readonly userId: string;
  /** Those behind which the page begins. */
  readonly after: Pick<GlucoseReads, 'day' | 'actorKind' | 'actorId'> | null;
  readonly limit: number;
}

/** The newest day first. */
export async function listGlucoseReads(
  db: Db,
  { teamId, userId, after, limit }: GlucoseReadsListing,
): Promise<GlucoseReads[]> {
  const { rows } = await sql<GlucoseReads>`
    select r.day, r.actor_kind as "actorKind", r.actor_id as "actorId", r.count
    from glucose_reads r join users u on u.id = r.user_id
    where r.user_id = ${userId} and u.team_id = ${teamId}
      and (${after === null} or (r.day, r.actor_kind, r.actor_id)
        < (${after?.day ?? null}::date, ${after?.actorKind ?? null}, ${after?.actorId ?? null}))
    order by r.day desc, r.actor_kind desc, r.actor_id desc
    limit ${limit}`.execute(db);
  return rows;
}
