import { sql } from 'kysely';
import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop } from '#std/loop';
import type { Service } from '#std/service';
import type { Actor } from './actor.ts';
import type { GlucoseReads } from './list-glucose-reads.ts';

/**
 * Counts who read whose glucose, by day. A read costs a look into a map; every few seconds the counts
 * are added to the table. A node that is killed loses those of its last seconds.
 */
export interface ReadCounter extends Service {
  note(by: Actor | ReadBy, userId: string): void;
}

/** A credential, where who used it is gone. */
export interface ReadBy {
  readonly kind: GlucoseReads['actorKind'];
  readonly id: string;
}

export interface ReadCounterOptions {
  readonly db: Db;
  /** Tells the day. */
  readonly clock: Clock;
  /** Paces the writing. */
  readonly systemClock: Clock;
  readonly log: Log;
}

/** Of one credential: how often it read each user. */
interface Reader extends ReadBy {
  readonly counts: Map<string, number>;
}

const flushEveryMs = 5_000;
/** What is not written yet: pairs of a credential and a user. More are not counted, and it is logged. */
const pairsMax = 100_000;
const rowsPerStatementMax = 5_000;

export function createReadCounter(options: ReadCounterOptions): ReadCounter {
  const { db, clock, systemClock, log } = options;
  let readers = new Map<string, Reader>();
  let pairCount = 0;
  let uncounted = 0;

  function add(kind: Reader['kind'], id: string, userId: string, count: number): void {
    let reader = readers.get(id);
    if (!reader) {
      reader = { kind, id, counts: new Map() };
      readers.set(id, reader);
    }
    const known = reader.counts.get(userId);
    if (known === undefined && pairCount >= pairsMax) uncounted += count;
    else reader.counts.set(userId, (known ?? 0) + count);
    if (known === undefined) pairCount += 1;
  }

  async function flush(): Promise<void> {
    const taken = readers;
    readers = new Map();
    pairCount = 0;
    if (uncounted > 0) log.warn('audit.reads_not_counted', { count: uncounted });
    uncounted = 0;
    const rows = [...taken.values()].flatMap(({ kind, id, counts }) =>
      [...counts].map(([userId, count]) => ({ kind, id, userId, count })),
    );
    for (let start = 0; start < rows.length; start += rowsPerStatementMax) {
      try {
        await addReads(db, rows.slice(start, start + rowsPerStatementMax), dateOf(clock));
      } catch (error) {
        for (const row of rows.slice(start)) add(row.kind, row.id, row.userId, row.count);
        throw error;
      }
    }
  }

  const loop = createLoop({
    name: 'read-counter',
    clock: systemClock,
    log,
    retryMs: flushEveryMs,
    async step() {
      await flush();
      return flushEveryMs;
    },
  });
  return {
    note(by, userId) {
      if ('id' in by) add(by.kind, by.id, userId, 1);
      else if (by.kind === 'api-key') add(by.kind, by.keyId, userId, 1);
      else if (by.kind === 'session') add(by.kind, by.sessionId, userId, 1);
      else if (by.kind === 'user-token') add(by.kind, by.tokenId, userId, 1);
    },
    start: () => loop.start(),
    async stop() {
      await loop.stop();
      await flush().catch((error) => log.warn('audit.reads_lost', { error }));
    },
  };
}

interface Row {
  readonly kind: Reader['kind'];
  readonly id: string;
  readonly userId: string;
  readonly count: number;
}

/** In one order on every node, so that two cannot wait for each other. */
async function addReads(db: Db, rows: readonly Row[], now: Date): Promise<void> {
  const userIds = rows.map(({ userId }) => userId);
  const kinds = rows.map(({ kind }) => kind);
  const ids = rows.map(({ id }) => id);
  const counts = rows.map(({ count }) => count);
  await sql`
    insert into glucose_reads as r (user_id, day, actor_kind, actor_id, count)
    select u.id, (${now}::timestamptz at time zone 'UTC')::date, n.kind, n.id, n.count
    from unnest(${userIds}::uuid[], ${kinds}::text[], ${ids}::text[], ${counts}::integer[])
      as n (user_id, kind, id, count)
    join users u on u.id = n.user_id
    order by u.id, n.kind, n.id
    on conflict (user_id, day, actor_kind, actor_id)
      do update set count = r.count + excluded.count`.execute(db);
}
