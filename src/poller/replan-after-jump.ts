import { type Db, inTransaction } from '#db';
import { restampLogins } from '#permits';
import {
  leaseMs,
  lockPlansAfter,
  type PlanToMove,
  patchMemories,
  writeMovedPlans,
} from '#poll-plans';
import { type Clock, dateOf } from '#std/clock';
import type { Random } from '#std/random';
import { readPollMemory, shiftPollMemory } from './policy/index.ts';
import { forgetRejectedAhead } from './settle/index.ts';

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
  await readmitRejected(deps, jumpMs);
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

async function moveBatch(deps: ReplanDeps, jumpMs: number, after: string) {
  const { db, clock } = deps;
  const plans = await lockPlansAfter(db, after, batchMax);
  const last = plans.at(-1)?.connectionId;
  if (last === undefined) return null;
  const moved = plans
    .map((plan) => movedOf(plan, jumpMs, clock.nowMs(), deps.random))
    .filter((plan) => plan !== null);
  await writeMovedPlans(db, moved, new Date(clock.nowMs() + leaseMs));
  return { last, count: moved.length };
}

/** Null where both plan and memory are of the new clock already. */
function movedOf(
  plan: PlanToMove,
  jumpMs: number,
  nowMs: number,
  random: Random,
): PlanToMove | null {
  const plannedMs = plan.nextPollAt?.getTime() ?? null;
  const memory = readPollMemory(plan.memory);
  const movesPlan = plannedMs !== null && isOfOldClock(plannedMs, jumpMs, nowMs);
  const movesMemory = memory.polledAtMs !== null && isOfOldClock(memory.polledAtMs, jumpMs, nowMs);
  if (!movesPlan && !movesMemory && !plan.isLeased) return null;
  const atMs = movesPlan ? plannedMs + jumpMs : plannedMs;
  const isPast = atMs !== null && atMs <= nowMs;
  const nextMs = isPast ? nowMs + random() * spreadMs : atMs;
  return {
    ...plan,
    nextPollAt: nextMs === null ? null : new Date(Math.ceil(nextMs)),
    memory: movesMemory ? shiftPollMemory(memory, jumpMs) : memory,
  };
}

function isOfOldClock(atMs: number, jumpMs: number, nowMs: number): boolean {
  return Math.abs(atMs + jumpMs - nowMs) < Math.abs(atMs - nowMs);
}

/**
 * While our own clock was behind, right readings seemed to come from the future. They are let in: the
 * connections look through the whole day again.
 */
async function readmitRejected({ db, clock }: ReplanDeps, jumpMs: number): Promise<void> {
  if (jumpMs <= 0) return;
  await inTransaction(db, async (tx) => {
    const readmitted = await forgetRejectedAhead(tx, jumpMs, dateOf(clock));
    await patchMemories(tx, readmitted, { fullAtMs: null });
  });
}
