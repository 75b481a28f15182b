import { sql } from 'kysely';
import { type Db, inTransaction } from '#db';
import { restampLogins } from '#permits';
import { type Clock, dateOf } from '#std/clock';
import type { Random } from '#std/random';
import { readPollMemory, shiftPollMemory } from './policy/index.ts';
import { leaseMs } from './poll/index.ts';

export interface ReplanDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly random: Random;
}

/** Plans that are moved in one transaction. */
const batchMax = 1_000;
/** What became due while nothing was polled is spread over this. */
const spreadMs = 60_000;
const firstId = '00000000-0000-0000-0000-000000000000';

/**
 * Moves plans along after the clock was found to have jumped by `jumpMs` (ahead when positive): each
 * keeps its place in real time, so that nothing falls due at once. What lies nearer to the present
 * as it is was written by the new clock, and stays; so it may be done again, and by several nodes.
 * Returns how many plans it moved.
 */
export async function replanAfterJump(deps: ReplanDeps, jumpMs: number): Promise<number> {
  await restampLogins(deps.db, jumpMs, dateOf(deps.clock));
  await readmitAside(deps, jumpMs);
  let after = firstId;
  let count = 0;
  for (;;) {
    const batch = await inTransaction(deps.db, (tx) =>
      moveBatch({ ...deps, db: tx }, jumpMs, after),
    );
    if (!batch) return count;
    after = batch.last;
    count += batch.count;
  }
}

interface PlanRow {
  connection_id: string;
  fence: number;
  next_poll_at: Date | null;
  is_leased: boolean;
  memory: unknown;
}

async function moveBatch(deps: ReplanDeps, jumpMs: number, after: string) {
  const { db, clock } = deps;
  const { rows } = await sql<PlanRow>`
    select connection_id, fence, next_poll_at, memory, lease_until > '-infinity' as is_leased
    from poll_plans where connection_id > ${after}
    order by connection_id limit ${batchMax} for update`.execute(db);
  const last = rows.at(-1)?.connection_id;
  if (last === undefined) return null;
  const moved = rows
    .map((row) => movedOf(row, jumpMs, clock.nowMs(), deps.random))
    .filter((row) => row !== null);
  await writeMoved(db, moved, new Date(clock.nowMs() + leaseMs));
  return { last, count: moved.length };
}

interface MovedPlan {
  readonly connectionId: string;
  readonly nextPollAt: Date | null;
  readonly memory: string;
  readonly isLeased: boolean;
}

/** Null where both plan and memory are of the new clock already. */
function movedOf(row: PlanRow, jumpMs: number, nowMs: number, random: Random): MovedPlan | null {
  const plannedMs = row.next_poll_at?.getTime() ?? null;
  const memory = readPollMemory(row.memory);
  const movesPlan = plannedMs !== null && isOfOldClock(plannedMs, jumpMs, nowMs);
  const movesMemory = memory.polledAtMs !== null && isOfOldClock(memory.polledAtMs, jumpMs, nowMs);
  if (!movesPlan && !movesMemory && !row.is_leased) return null;
  const atMs = movesPlan ? plannedMs + jumpMs : plannedMs;
  const isPast = atMs !== null && atMs <= nowMs;
  const nextMs = isPast ? nowMs + random() * spreadMs : atMs;
  const shifted = movesMemory ? shiftPollMemory(memory, jumpMs) : memory;
  return {
    connectionId: row.connection_id,
    nextPollAt: nextMs === null ? null : new Date(Math.ceil(nextMs)),
    memory: JSON.stringify(shifted),
    isLeased: row.is_leased,
  };
}

function isOfOldClock(atMs: number, jumpMs: number, nowMs: number): boolean {
  return Math.abs(atMs + jumpMs - nowMs) < Math.abs(atMs - nowMs);
}

/** A poll under way keeps a whole lease, whichever clock its end was told by. */
async function writeMoved(db: Db, moved: readonly MovedPlan[], leaseUntil: Date): Promise<void> {
  if (moved.length === 0) return;
  await sql`
    update poll_plans p set next_poll_at = d.next_poll_at, memory = d.memory::jsonb,
      lease_until = case when d.is_leased then ${leaseUntil}::timestamptz else p.lease_until end
    from unnest(
      ${moved.map(({ connectionId }) => connectionId)}::uuid[],
      ${moved.map(({ nextPollAt }) => nextPollAt)}::timestamptz[],
      ${moved.map(({ memory }) => memory)}::text[],
      ${moved.map(({ isLeased }) => isLeased)}::bool[]
    ) as d (connection_id, next_poll_at, memory, is_leased)
    where p.connection_id = d.connection_id`.execute(db);
}

/**
 * While our own clock was behind, right readings seemed to come from the future. They are let in: the
 * connections look through the whole day again.
 */
async function readmitAside({ db, clock }: ReplanDeps, jumpMs: number): Promise<void> {
  if (jumpMs <= 0) return;
  const jump = sql`${`${Math.round(jumpMs)} milliseconds`}::interval`;
  await sql`
    with readmitted as (
      delete from readings_aside
      where reason = 'from-the-future'
        and seen_at >= ${dateOf(clock)}::timestamptz - interval '2 days' - ${jump}
        and taken_at <= seen_at + ${jump} + interval '10 minutes'
      returning connection_id
    )
    update poll_plans set memory = memory || '{"fullAtMs": null}'
    where connection_id in (select connection_id from readmitted)`.execute(db);
}
