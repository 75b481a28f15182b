import { sql } from 'kysely';
import type { Db } from '#db';
import { lockPlans } from '#poll-plans';
import {
  type AsideReading,
  believedReason,
  type ClockJudgement,
  type KnownAside,
  type KnownAsideReading,
} from '#poller/ask';
import type { FetchedPoll } from './decided-poll.ts';

/** The newest so many of a connection are kept: a wrong clock stays wrong for days. */
const rejectedMax = 1_440;

/** What of each poll is put aside, and what of it is decided, in the order of the polls. */
export interface AsideBatch extends Pick<FetchedPoll, 'poll'> {
  readonly clock: ClockJudgement;
}

interface AsideRow extends AsideReading {
  readonly connectionId: string;
}

/**
 * Keeps the readings that are not credible, and what was decided of those that were doubted. Returns,
 * poll by poll, by how many there are more that are not served.
 */
export async function recordAside(
  db: Db,
  batches: readonly AsideBatch[],
  now: Date,
): Promise<readonly number[]> {
  await decideDoubted(db, batches);
  const rows = batches.flatMap(({ poll, clock }) =>
    clock.aside.map((each) => ({ ...each, connectionId: poll.connectionId })),
  );
  const counts = new Map<string, number>();
  for (const { connectionId: id } of await insertAside(db, rows, now)) {
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  if (counts.size > 0) await dropOldest(db, [...counts.keys()]);
  return batches.map(
    ({ poll, clock }) => (counts.get(poll.connectionId) ?? 0) - clock.believed.length,
  );
}

async function insertAside(db: Db, rows: readonly AsideRow[], now: Date) {
  if (rows.length === 0) return [];
  const { rows: written } = await sql<{ connectionId: string }>`
    insert into readings_aside (connection_id, taken_at, value_mg_dl, reason, seen_at)
    select *, ${now}::timestamptz from unnest(
      ${rows.map(({ connectionId }) => connectionId)}::uuid[],
      ${rows.map(({ reading }) => new Date(reading.takenAtMs))}::timestamptz[],
      ${rows.map(({ reading }) => reading.valueMgDl)}::int2[],
      ${rows.map(({ reason }) => reason)}::text[])
    on conflict do nothing returning connection_id as "connectionId"`.execute(db);
  return written;
}

async function decideDoubted(db: Db, batches: readonly AsideBatch[]): Promise<void> {
  const decided = batches.flatMap(({ poll: { connectionId }, clock }) => [
    ...clock.believed.map((atMs) => ({ connectionId, atMs, reason: 'believed' })),
    ...clock.behind.map((atMs) => ({ connectionId, atMs, reason: 'clock-behind' })),
  ]);
  if (decided.length === 0) return;
  await sql`
    update readings_aside r set reason = d.reason
    from unnest(
      ${decided.map(({ connectionId }) => connectionId)}::uuid[],
      ${decided.map(({ atMs }) => new Date(atMs))}::timestamptz[],
      ${decided.map(({ reason }) => reason)}::text[]
    ) as d (connection_id, taken_at, reason)
    where r.connection_id = d.connection_id and r.taken_at = d.taken_at
      and r.reason in ('doubted', 'clock-ahead')`.execute(db);
}

async function dropOldest(db: Db, connectionIds: readonly string[]): Promise<void> {
  await sql`
    delete from readings_aside r using (
      select connection_id, taken_at,
        row_number() over (partition by connection_id order by taken_at desc) as place
      from readings_aside where connection_id = any(${connectionIds as string[]}::uuid[])
    ) o
    where o.place > ${rejectedMax} and r.connection_id = o.connection_id
      and r.taken_at = o.taken_at`.execute(db);
}

/** What was put aside before, by connection, of those that have any. */
export async function findAside(
  db: Db,
  fetched: readonly FetchedPoll[],
): Promise<ReadonlyMap<string, KnownAside>> {
  const ids = fetched.filter(mayHaveAside).map(({ poll }) => poll.connectionId);
  const found = new Map<string, Map<number, KnownAsideReading>>();
  if (ids.length === 0) return found;
  const rows = await db
    .selectFrom('readings_aside')
    .select(['connection_id', 'taken_at', 'value_mg_dl', 'reason', 'seen_at'])
    .where('connection_id', 'in', ids)
    .execute();
  for (const { connection_id: id, taken_at, value_mg_dl: valueMgDl, reason, seen_at } of rows) {
    const readings = found.get(id) ?? new Map();
    const each = { valueMgDl, reason, seenAtMs: seen_at.getTime() };
    found.set(id, readings.set(taken_at.getTime(), each));
  }
  return found;
}

function mayHaveAside({ poll, outcome }: FetchedPoll): boolean {
  const { rejectedCount, memory, reason } = poll;
  const hasAside = rejectedCount > 0 || memory.doubtedAtMs !== null || reason === believedReason;
  return hasAside && outcome.kind === 'read';
}

/**
 * Forgets readings that seemed to come from the future while our own clock was behind by `jumpMs`:
 * met again, they are right. Returns the connections that have such. Locks their plans first, as those
 * do who settle polls.
 */
export async function forgetRejectedAhead(
  db: Db,
  jumpMs: number,
  now: Date,
): Promise<readonly string[]> {
  const jump = sql`${`${Math.round(jumpMs)} milliseconds`}::interval`;
  const isAhead = sql`reason in ('from-the-future', 'clock-ahead')
    and seen_at >= ${now}::timestamptz - interval '2 days' - ${jump}
    and taken_at <= seen_at + ${jump} + interval '10 minutes'`;
  const { rows } = await sql<{ connectionId: string }>`
    select distinct connection_id as "connectionId" from readings_aside where ${isAhead}`.execute(
    db,
  );
  const connectionIds = rows.map(({ connectionId }) => connectionId);
  await lockPlans(db, connectionIds);
  await sql`
    delete from readings_aside
    where connection_id = any(${connectionIds}::uuid[]) and ${isAhead}`.execute(db);
  return connectionIds;
}
