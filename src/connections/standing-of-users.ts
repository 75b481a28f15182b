import { type RawBuilder, sql } from 'kysely';
import { joinPlan } from '#poll-plans';
import type { PresentStateQuery } from './find-connections.ts';
import { sqlLacksReadings, sqlPresentState } from './states/index.ts';

/**
 * A subquery for who lists users: of each user of a team who is connected, `newest_at`, when the
 * newest reading was taken, `is_in_states`, whether a connection is in one of the states, and
 * `lacks_readings`, whether every connection does.
 */
export function sqlStandingOfUsers(
  teamId: string,
  inStates: PresentStateQuery,
): RawBuilder<unknown> {
  const { states, now, freshForMs } = inStates;
  return sql`
    select c.user_id, max(p.newest_taken_at) as newest_at,
      bool_or(${sqlPresentState(now, freshForMs)} = any(${states as string[]}::text[]))
        as is_in_states,
      bool_and(${sqlLacksReadings(now, freshForMs)}) as lacks_readings
    from connections c ${sql.raw(joinPlan)}
    where c.team_id = ${teamId} and c.disconnected_at is null
    group by c.user_id`;
}
