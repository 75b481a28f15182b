import { sql } from 'kysely';
import { type Db, inTransaction } from '#db';
import { commandLineSource } from '#src/teams/audit/audit.ts';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';
import { createApiKey, createTeam } from '#teams';

/** What a database of the bench holds: users of one team, each with a connection and samples. */
export interface DatasetOptions {
  readonly users: number;
  readonly samplesPerUser: number;
  /** The instant of the newest sample of all users, to five minutes. */
  readonly endMs: number;
}

export interface Dataset extends DatasetOptions {
  readonly teamId: string;
  readonly apiKey: string;
  readonly userIds: readonly string[];
}

export const cadenceMs = 5 * 60_000;
const monthMs = 28 * 24 * 3_600_000;

/** Fills a migrated database; some ten seconds a million samples. */
export async function createDataset(db: Db, options: DatasetOptions): Promise<Dataset> {
  const { users, samplesPerUser, endMs } = options;
  const creation = await createTeam(db, systemClock, commandLineSource, {
    name: `Bench ${newId(systemClock)}`,
  });
  if (creation.kind !== 'created') throw new Error(creation.kind);
  const teamId = creation.team.id;
  const name = 'bench';
  const { secret } = await createApiKey(db, systemClock, commandLineSource, { teamId, name });
  const userIds = Array.from({ length: users }, () => newId(systemClock)).sort();
  await inTransaction(db, async (tx) => {
    await sql`set local statement_timeout = 0`.execute(tx);
    await sql`set local work_mem = '256MB'`.execute(tx);
    await createUsers(tx, teamId, userIds, new Date(endMs));
    await createSamples(tx, userIds, samplesPerUser, endMs);
  });
  await sql`vacuum (analyze) glucose_samples`.execute(db);
  await sql`analyze users, connections, poll_plans`.execute(db);
  return { ...options, teamId, apiKey: secret, userIds };
}

async function createUsers(
  db: Db,
  teamId: string,
  userIds: readonly string[],
  newest: Date,
): Promise<void> {
  await sql`
    insert into users (id, team_id, client_user_id, time_zone, created_at, updated_at)
    select id, ${teamId}, 'wearer-' || row_number() over (order by id), 'Europe/Berlin', ${newest},
      ${newest}
    from unnest(${userIds}::uuid[]) as u (id)`.execute(db);
  // Of a connection the bench reads the state; its account is nobody's.
  await sql`
    insert into connections (id, team_id, user_id, provider, region, account_key,
      credentials_sealed, state, state_since, connected_at)
    select gen_random_uuid(), ${teamId}, id, 'dexcom', 'OUS', sha256(id::text::bytea), '\\x00',
      'FRESH', ${newest}, ${newest}
    from unnest(${userIds}::uuid[]) as u (id)`.execute(db);
  await sql`
    insert into poll_plans (connection_id, region, account_key, next_poll_at, memory,
      newest_taken_at, last_poll_at, last_reading_at, last_outcome)
    select id, region, account_key, '2199-01-01',
      '{"cadenceMs": 300000, "delayMs": 12000, "hits": 12, "misses": 3, "stepMs": 500}',
      ${newest}, ${newest}, ${newest}, 'read'
    from connections where team_id = ${teamId}`.execute(db);
}

/**
 * A reading every five minutes: meals and days as waves, noise and seconds of jitter from a hash.
 */
async function createSamples(
  db: Db,
  userIds: readonly string[],
  samplesPerUser: number,
  endMs: number,
): Promise<void> {
  const fromMs = endMs - (samplesPerUser - 1) * cadenceMs;
  for (let atMs = fromMs; atMs < endMs + monthMs; atMs += monthMs) {
    const month = new Date(Math.min(atMs, endMs));
    await sql`select ensure_partition('glucose_samples', 'month', ${month})`.execute(db);
  }
  await sql`
    insert into glucose_samples (user_id, taken_at, received_at, value_mg_dl, family, provider,
      trend, utc_offset_minutes, is_late)
    select id, taken_at, taken_at + interval '14 seconds',
      least(401, greatest(39, 140 + 45 * sin(n / 29.0 + s) + 30 * sin(n / 7.0 + s * 3)
        + h % 13 - 6))::int2,
      1, 1, 3 + abs(h) % 3, 120, false
    from unnest(${userIds}::uuid[]) with ordinality as u (id, s)
    cross join generate_series(0, ${samplesPerUser - 1}) as n
    cross join lateral (select hashint4(n * 251 + s::int) as h) as noise
    cross join lateral (select ${new Date(fromMs)}::timestamptz + n * interval '5 minutes'
      + (abs(h) % 7) * interval '1 second' as taken_at) as instant
    order by id, taken_at`.execute(db);
}
