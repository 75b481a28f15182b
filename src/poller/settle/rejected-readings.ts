import { sql } from 'kysely';
import type { Db } from '#db';
import type { SortedReadings } from '#poller/ask';
import type { FetchedPoll } from './decided-poll.ts';

/** The newest so many of a connection are kept: a wrong clock stays wrong for days. */
const asideMax = 1_440;

/** What of each poll was put aside, in the order of the polls. */
export interface AsideBatch extends Pick<FetchedPoll, 'poll'> {
  readonly sorted: SortedReadings;
}

/** Keeps the readings that are not credible; returns, poll by poll, how many were not known yet. */
export async function writeAside(
  db: Db,
  batches: readonly AsideBatch[],
  now: Date,
): Promise<readonly number[]> {
  const rows = batches.flatMap(({ poll, sorted }) =>
    sorted.aside.map(({ reading, reason }) => ({
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
    where o.place > ${asideMax} and r.connection_id = o.connection_id
      and r.taken_at = o.taken_at`.execute(db);
}

/** The instants (epoch ms) of what was put aside before, by connection, of those that have any. */
export async function findAside(
  db: Db,
  fetched: readonly FetchedPoll[],
): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const ids = fetched.filter(mayHaveAside).map(({ poll }) => poll.connectionId);
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

function mayHaveAside({ poll, outcome }: FetchedPoll): boolean {
  return poll.asideCount > 0 && outcome.kind === 'read';
}
