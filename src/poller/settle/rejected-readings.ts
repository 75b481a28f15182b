import { sql } from 'kysely';
import type { Db } from '#db';
import { lockPlans } from '#poll-plans';
import type { SortedReadings } from '#poller/ask';
import type { FetchedPoll } from './decided-poll.ts';

/** The newest so many of a connection are kept: a wrong clock stays wrong for days. */
const rejectedMax = 1_440;

/** What of each poll was rejected, in the order of the polls. */
export interface RejectedBatch extends Pick<FetchedPoll, 'poll'> {
  readonly sorted: SortedReadings;
}

/** Keeps the readings that are not credible; returns, poll by poll, how many were not known yet. */
export async function recordRejected(
  db: Db,
  batches: readonly RejectedBatch[],
  now: Date,
): Promise<readonly number[]> {
  const rows = batches.flatMap(({ poll, sorted }) =>
    sorted.rejected.map(({ reading, reason }) => ({
      connection_id: poll.connectionId,
      taken_at: new Date(reading.takenAtMs),
      value_mg_dl: reading.valueMgDl,
      reason,
      seen_at: now,
    })),
  );
  if (rows.length === 0) return batches.map(() => 0);
  const written = await db
    .insertInto('readings_aside')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning('connection_id')
    .execute();
  const counts = new Map<string, number>();
  for (const { connection_id: id } of written) counts.set(id, (counts.get(id) ?? 0) + 1);
  if (counts.size > 0) await dropOldest(db, [...counts.keys()]);
  return batches.map(({ poll }) => counts.get(poll.connectionId) ?? 0);
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

/** The instants (epoch ms) of what was rejected before, by connection, of those that have any. */
export async function findRejected(
  db: Db,
  fetched: readonly FetchedPoll[],
): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const ids = fetched.filter(mayHaveRejected).map(({ poll }) => poll.connectionId);
  const found = new Map<string, Set<number>>();
  if (ids.length === 0) return found;
  const rows = await db
    .selectFrom('readings_aside')
    .select(['connection_id', 'taken_at'])
    .where('connection_id', 'in', ids)
    .execute();
  for (const { connection_id: id, taken_at: takenAt } of rows) {
    const instants = found.get(id) ?? new Set();
    found.set(id, instants.add(takenAt.getTime()));
  }
  return found;
}

function mayHaveRejected({ poll, outcome }: FetchedPoll): boolean {
  return poll.rejectedCount > 0 && outcome.kind === 'read';
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
  const isAhead = sql`reason = 'from-the-future'
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
