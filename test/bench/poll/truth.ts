import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { sql } from 'kysely';
import { toSecond } from '#src/glucose/readings/to-second.ts';
import type { Stage } from './stage.ts';

/**
 * What the database and the simulator say of a time, whatever the worker says of itself: each
 * reading that became visible in it is stored once and told to the log once.
 */
export interface Truth {
  readonly readingCount: number;
  readonly lostCount: number;
  readonly untoldCount: number;
  readonly doubledCount: number;
  /** Told, though no such reading was ever visible. */
  readonly inventedCount: number;
  readonly updatedCount: number;
  /** From visible to stored, in order, in milliseconds. */
  readonly lagsMs: readonly number[];
}

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Readings are looked for so long before the time in which they became visible. */
const delayMsMax = 15 * 60_000;

export async function findTruth(stage: Stage, span: Span): Promise<Truth> {
  const stored = await findStored(stage, span);
  const told = await findTold(stage, span);
  const lagsMs: number[] = [];
  let [readingCount, lostCount, untoldCount] = [0, 0, 0];
  const known = new Set<string>();
  for (const [index, account] of stage.accounts.entries()) {
    const userId = stage.linked[index]?.userId ?? '';
    const toMs = span.toMs + delayMsMax;
    for (const reading of stage.twin.readingsOf(account, toMs, span.fromMs - delayMsMax)) {
      if (reading.visibleAtMs === null) continue;
      const key = keyOf(userId, reading.wallMs);
      known.add(key);
      if (reading.visibleAtMs < span.fromMs || reading.visibleAtMs >= span.toMs) continue;
      readingCount += 1;
      const receivedAtMs = stored.get(key);
      if (receivedAtMs === undefined) lostCount += 1;
      else lagsMs.push(receivedAtMs - reading.visibleAtMs);
      if (!told.counts.has(key)) untoldCount += 1;
    }
  }
  const counts = [...told.counts];
  return {
    readingCount,
    lostCount,
    untoldCount,
    doubledCount: counts.filter(([, count]) => count > 1).length,
    inventedCount: counts.filter(([key]) => !known.has(key)).length,
    updatedCount: told.updatedCount,
    lagsMs: lagsMs.sort((a, b) => a - b),
  };
}

function keyOf(userId: string, atMs: number): string {
  return `${userId} ${toSecond(atMs) / 1000}`;
}

async function findStored({ db }: Stage, { fromMs }: Span): Promise<Map<string, number>> {
  const { rows } = await sql<{ key: string; received_ms: number }>`
    select user_id || ' ' || extract(epoch from taken_at)::bigint as key,
      (extract(epoch from received_at) * 1000)::float8 as received_ms
    from glucose_samples where taken_at >= ${new Date(fromMs - delayMsMax)}`.execute(db);
  return new Map(rows.map((row) => [row.key, row.received_ms]));
}

async function findTold({ db }: Stage, { fromMs }: Span) {
  const { rows } = await sql<{ key: string; count: number }>`
    select e.user_id || ' ' || extract(epoch from (s ->> 'timestamp')::timestamptz)::bigint as key,
      count(*) as count
    from events e, json_array_elements(e.payload -> 'data' -> 'data') s
    where e.type = 'daily.data.glucose.created'
      and (s ->> 'timestamp')::timestamptz >= ${new Date(fromMs - delayMsMax)}
    group by 1`.execute(db);
  const updated = await sql<{ count: number }>`
    select count(*) as count from events where type = 'daily.data.glucose.updated'`.execute(db);
  const counts = new Map(rows.map((row) => [row.key, row.count]));
  return { counts, updatedCount: updated.rows[0]?.count ?? 0 };
}

export interface SlotPolls {
  readonly polls: number;
  readonly readings: number;
  /** Polls that ended in anything but an answer with its readings. */
  readonly failedCount: number;
}

export async function findSlotPolls({ db }: Stage, { fromMs, toMs }: Span): Promise<SlotPolls> {
  const { rows } = await sql<{ polls: number; readings: number; failed: number }>`
    select count(*) as polls, coalesce(sum(created_count), 0)::int as readings,
      count(*) filter (where outcome <> 'read') as failed
    from polls where at >= ${new Date(fromMs)} and at < ${new Date(toMs)}`.execute(db);
  const { polls = 0, readings = 0, failed: failedCount = 0 } = rows[0] ?? {};
  return { polls, readings, failedCount };
}

/** Connections that were not polled for longer than that, at any time in the span. */
export async function countNeglected(
  { db }: Stage,
  { fromMs, toMs }: Span,
  gapMs: number,
): Promise<number> {
  const [from, to] = [new Date(fromMs), new Date(toMs)];
  const { rows } = await sql<{ count: number }>`
    select count(distinct id) as count from (
      select id, at - coalesce(lag(at) over (partition by id order by at), ${from}) as gap from (
        select connection_id as id, at from polls where at >= ${from} and at < ${to}
        union all select id, ${to}::timestamptz from connections
      ) p
    ) g where gap > ${`${gapMs} milliseconds`}::interval`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Of the polls of each span, how late they began, in order: as the worker's log tells it. */
export async function findLateness(logFile: string, spans: readonly Span[]): Promise<number[][]> {
  const lateness: number[][] = spans.map(() => []);
  for await (const line of createInterface({ input: createReadStream(logFile) })) {
    if (!line.includes('"poll.finished"')) continue;
    const { at, lateness_ms: ms } = JSON.parse(line) as { at: string; lateness_ms: number };
    const atMs = Date.parse(at);
    const place = spans.findIndex(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
    lateness[place]?.push(ms);
  }
  for (const slot of lateness) slot.sort((a, b) => a - b);
  return lateness;
}
