import { sql } from 'kysely';
import type { Db } from '#db';
import type { ProviderSlug, Region } from '#providers';

/** Credentials that were given up in this time may have been refused for the region's sake. */
const givenUpWithin = '24 hours';
/** A plan that is nearer is no rare probe. */
const nearMs = 15 * 60_000;
/** Over this the probes are spread, all of one region. */
const spreadMs = 10 * 60_000;
const plansMax = 1_000;

/**
 * Polls those soon whose credentials were given up lately, in a region that has turned out to refuse
 * everybody: they return with the others. Leaves out what another node holds. Returns how many.
 */
export async function probeRegionSoon(
  db: Db,
  { provider, region }: { readonly provider: ProviderSlug; readonly region: Region },
  now: Date,
): Promise<number> {
  const nearUntil = new Date(now.getTime() + nearMs);
  const { numAffectedRows = 0n } = await sql`
    with given_up as (
      select connection_id from poll_plans
      where provider = ${provider} and region = ${region} and is_suspect = false and next_poll_at > ${nearUntil}
        and reason = 'refused' and lease_until <= ${now}
        and last_poll_at >= ${now}::timestamptz - ${givenUpWithin}::interval
      order by next_poll_at limit ${plansMax} for update skip locked
    )
    update poll_plans p
    set next_poll_at = ${now}::timestamptz + random() * ${`${spreadMs} milliseconds`}::interval
    from given_up g where p.connection_id = g.connection_id`.execute(db);
  return Number(numAffectedRows);
}
