import { type RawBuilder, sql } from 'kysely';
import { lateByMs, providerSlugs, regions } from '#providers';
import { agingStates, overdueAfterMs } from './present-state.ts';
import { silentAfterMs } from './state.ts';

/**
 * As `presentState` says it, of the connection `c` with the plan `p`. `freshForMs` says for how many
 * milliseconds a reading is fresh, of the plan `p`.
 */
export function sqlPresentState(now: Date, freshForMs: RawBuilder<number>): RawBuilder<string> {
  const ageMs = sql`extract(epoch from ${now}::timestamptz - p.newest_taken_at) * 1000`;
  return sql`case
    when c.state <> 'DISCONNECTED'
      and p.next_poll_at < ${new Date(now.getTime() - overdueAfterMs)} then 'NOT_POLLED'
    when c.state <> all(${agingStates as string[]}::text[]) or p.newest_taken_at is null
      then c.state
    when ${ageMs} <= ${freshForMs} then 'FRESH'
    when ${ageMs} < ${sqlSilentForMs(freshForMs)} then 'DELAYED'
    else 'NO_RECENT_DATA'
  end`;
}

/**
 * Whether the connection `c` lacks readings, whatever its state: the newest is older than it may be,
 * or there has been none for so long since it was linked.
 */
export function sqlLacksReadings(now: Date, freshForMs: RawBuilder<number>): RawBuilder<boolean> {
  return sql`extract(epoch from ${now}::timestamptz - coalesce(p.newest_taken_at, c.connected_at))
    * 1000 >= ${sqlSilentForMs(freshForMs)}`;
}

/** How old the newest reading may not be without a word about it. */
const sqlSilentForMs = (freshForMs: RawBuilder<number>) =>
  sql`greatest(${silentAfterMs}::float8 + ${sqlLateByMs}, ${freshForMs})`;

/** As `lateByMs` says it, of the connection `c`. Only what is late stands in it: most are not. */
const sqlLateByMs = sql.raw(
  `case c.provider || ' ' || c.region ${providerSlugs
    .flatMap((slug) => regions.map((region) => ({ slug, region, ms: lateByMs(slug, region) })))
    .filter(({ ms }) => ms > 0)
    .map(({ slug, region, ms }) => `when '${slug} ${region}' then ${ms}`)
    .join(' ')} else 0 end`,
);
