import { sql } from 'kysely';
import type { Db } from '#db';
import { ensureSamplePartitions } from '#glucose';
import type { Simulator } from '#simulator';
import { toSecond } from '#src/glucose/readings/to-second.ts';
import { nextPoll } from '#src/poller/policy/next-poll.ts';
import { emptyPollMemory, type PollMemory } from '#src/poller/policy/poll-memory.ts';
import type { Account } from '#src/simulator/people/account.ts';
import type { ReadingTruth } from '#src/simulator/people/reading.ts';
import { trends } from '#src/simulator/people/trend.ts';
import { systemRandom } from '#std/random';
import type { LinkedId } from '#test/link-many';
import type { Population } from './population.ts';

/**
 * Makes of connections that were just linked ones that have been polled for long: their readings of
 * hours are stored, and their plans hold what the policy would have learned. So a run begins in the
 * middle of an ordinary day, deep looks at their usual share included, not with a day of readings
 * for each.
 */
export interface PastOptions {
  /** Makes the same people as the simulator's process. */
  readonly twin: Simulator;
  readonly accounts: readonly Account[];
  readonly linked: readonly LinkedId[];
  readonly population: Population;
  /** The moment from which polling goes on. */
  readonly atMs: number;
  /** How far behind the moment at which readings become visible polls are aimed. */
  readonly behindMs: number;
  /** Whether the readings are there already. */
  readonly isStored: boolean;
}

export interface Past {
  readonly linked: LinkedId;
  readonly memory: PollMemory;
  readonly nextPollAtMs: number;
  /** Oldest first. */
  readonly readings: readonly ReadingTruth[];
}

const hourMs = 3_600_000;
/** As the policy looks back, and a little more; see `windowFor`. */
const usualBackMs = 6.25 * hourMs;
const fullBackMs = 24.25 * hourMs;
const deepEveryMs = hourMs;
const fullEveryMs = 24 * hourMs;
const lookSpreadShare = 0.25;
/** Whose look at the whole day is due within this has the whole day stored. */
const runMsMax = 2 * hourMs;
/** A reading that is visible for so long was fetched. */
const fetchedMs = 2_000;
const lessonsMany = 100;
const connectionsPerInsert = 250;
const insertsAtOnce = 2;

export async function givePast(db: Db, options: PastOptions): Promise<void> {
  await ensureSamplePartitions(db, new Date(options.atMs - fullBackMs));
  await ensureSamplePartitions(db, new Date(options.atMs));
  await sql`update connections set state = 'FRESH', state_since = now()`.execute(db);
  const { isStored } = options;
  if (!isStored) {
    await sql`create unlogged table past_samples (like glucose_samples including defaults)`.execute(
      db,
    );
  }
  let from = 0;
  async function work(): Promise<void> {
    for (; from < options.accounts.length; ) {
      const begin = from;
      from += connectionsPerInsert;
      const end = Math.min(from, options.accounts.length);
      const pasts = Array.from({ length: end - begin }, (_, i) => pastOf(options, begin + i));
      if (!isStored) await insertSamples(db, pasts);
      await writePlans(db, pasts);
    }
  }
  await Promise.all(Array.from({ length: insertsAtOnce }, work));
  if (!isStored) await moveSamples(db);
}

/**
 * In the order of time, as polls write them: the readings of one wearer lie far apart. The key is
 * made anew behind it, which takes seconds, with the room that it would have after long use.
 */
async function moveSamples(db: Db): Promise<void> {
  await sql`alter table glucose_samples drop constraint glucose_samples_pkey`.execute(db);
  await sql`insert into glucose_samples select * from past_samples order by taken_at`.execute(db);
  await sql`
    alter table glucose_samples add primary key (user_id, taken_at, family)
    with (fillfactor = 70)`.execute(db);
  await sql`drop table past_samples`.execute(db);
}

function pastOf(options: PastOptions, index: number): Past {
  const { twin, accounts, linked, atMs, behindMs } = options;
  const { cadenceMs } = options.population;
  const account = accounts[index] as Account;
  const [newest] = twin.readingsOf(account, atMs, atMs - cadenceMs);
  const delayMs = delayOf(newest) + behindMs;
  const place = ((newest?.atMs ?? 0) % cadenceMs) / cadenceMs;
  const share = 1 - place * lookSpreadShare;
  const deepAtMs = Math.round(atMs - systemRandom() * deepEveryMs * share);
  const fullAtMs = Math.round(atMs - systemRandom() * fullEveryMs * share);
  const isFullLookNear = atMs + runMsMax - fullAtMs >= fullEveryMs * share;
  const backMs = isFullLookNear ? fullBackMs : usualBackMs;
  const readings = twin
    .readingsOf(account, atMs, atMs - backMs)
    .filter(({ visibleAtMs }) => visibleAtMs !== null && visibleAtMs + fetchedMs <= atMs);
  const newestAtMs = readings.at(-1)?.atMs ?? null;
  const polledAtMs = newestAtMs === null ? null : Math.min(atMs, newestAtMs + delayMs);
  const memory: PollMemory = {
    ...emptyPollMemory,
    ...{ newestAtMs, newsAtMs: polledAtMs, polledAtMs, cadenceMs, delayMs, deepAtMs, fullAtMs },
    lessons: lessonsMany,
  };
  const nextPollAtMs = nextPoll(memory, atMs, systemRandom).atMs;
  return { linked: linked[index] as LinkedId, memory, nextPollAtMs, readings };
}

function delayOf(reading: ReadingTruth | undefined): number {
  return reading?.visibleAtMs ? reading.visibleAtMs - reading.atMs : 0;
}

/** Numbers are joined here: as text they go to Postgres several times as fast. */
const listOf = (values: readonly number[]) => `{${values.join(',')}}`;

async function insertSamples(db: Db, pasts: readonly Past[]): Promise<void> {
  const rows = pasts.flatMap(({ readings }, place) =>
    readings.map((reading) => {
      const shown = reading.versions.at(-1);
      const second = toSecond(reading.wallMs) / 1000;
      const trend = trends.indexOf(shown?.trend ?? 'None');
      return { place: place + 1, second, value: shown?.valueMgDl ?? 0, trend };
    }),
  );
  await sql`
    insert into past_samples (user_id, taken_at, received_at, revision, value_mg_dl, family,
      provider, trend, utc_offset_minutes, is_late)
    select u.id, to_timestamp(r.second), to_timestamp(r.second + 30), 1, r.value, 1, 1, r.trend, 0, false
    from unnest(${listOf(rows.map(({ place }) => place))}::int[],
      ${listOf(rows.map(({ second }) => second))}::int[],
      ${listOf(rows.map(({ value }) => value))}::int2[],
      ${listOf(rows.map(({ trend }) => trend))}::int2[]) as r (place, second, value, trend)
    join unnest(${pasts.map(({ linked }) => linked.userId)}::uuid[]) with ordinality as u (id, place)
      using (place)`.execute(db);
}

async function writePlans(db: Db, pasts: readonly Past[]): Promise<void> {
  const of = <T>(pick: (past: Past) => T) => pasts.map(pick);
  const newest = of(({ readings }) => new Date(toSecond(readings.at(-1)?.wallMs ?? 0)));
  await sql`
    update poll_plans p set next_poll_at = d.next_poll_at, memory = d.memory::jsonb, reason = 'due',
      newest_taken_at = d.newest_taken_at, last_outcome = 'read'
    from unnest(
      ${of(({ linked }) => linked.connectionId)}::uuid[],
      ${of(({ nextPollAtMs }) => new Date(nextPollAtMs))}::timestamptz[],
      ${of(({ memory }) => JSON.stringify(memory))}::text[], ${newest}::timestamptz[]
    ) as d (connection_id, next_poll_at, memory, newest_taken_at)
    where p.connection_id = d.connection_id`.execute(db);
}
