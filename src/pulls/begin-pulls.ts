import { sql } from 'kysely';
import type { Db } from '#db';
import { windowMinutesMax } from './pull-plan.ts';
import { pullResources, resourceFacts } from './resource.ts';

const dayMs = 24 * 60 * 60 * 1000;

export interface PullsToBegin {
  readonly connectionId: string;
  /** How far back the past is pulled. */
  readonly days: number;
}

/**
 * Begins all pulls of a connection that is new or was renewed, in the transaction that links it; what is
 * under way goes on, and what the API refused is asked again.
 */
export async function beginPulls(
  db: Db,
  { connectionId, days }: PullsToBegin,
  now: Date,
): Promise<void> {
  const fromMs = now.getTime() - days * dayMs;
  const from = pullResources.map((resource) =>
    resourceFacts[resource].hasPast ? new Date(fromMs) : now,
  );
  const ended = pullResources.map((resource) => (resourceFacts[resource].hasPast ? null : now));
  await sql`
    insert into pulls as p (connection_id, resource, from_at, to_at, done_down_to, window_minutes,
      ended_at, next_at)
    select ${connectionId}::uuid, resource, from_at, ${now}::timestamptz, ${now}::timestamptz,
      ${windowMinutesMax}::integer, ended_at, ${now}::timestamptz
    from unnest(${pullResources}::text[], ${from}::timestamptz[], ${ended}::timestamptz[])
      as begun (resource, from_at, ended_at)
    on conflict (connection_id, resource) do update set next_at = least(p.next_at, ${now}::timestamptz)
    where p.refused_at is not null`.execute(db);
}
