import { type Db, inTransaction } from '#db';
import { hasEarlierNodes } from '#deployment';
import { appendEvents, createEvent, type EventType } from '#events';
import {
  findNextUserWithSamples,
  findSampleRepair,
  glucoseEventsOf,
  repairDoubles,
  saveSampleRepair,
} from '#glucose';
import { type Clock, dateOf } from '#std/clock';
import { findOwner } from '#teams';

/** So many users a run: a user without doubles costs one look through the index. */
const usersPerRun = 200;

/**
 * Removes samples that are there twice, from before a reading was one sample: user by user, in short
 * transactions, and on from there after a restart. It waits until no node of the version runs that
 * stored them so: what that one writes behind it would stay. Who asked for removals is told of each. Runs to its
 * end once in the life of a deployment. Returns how many samples it removed in this run.
 */
export async function repairSamples(db: Db, clock: Clock): Promise<number> {
  let { reachedUserId, finishedAt } = await findSampleRepair(db);
  if (finishedAt === null && (await hasEarlierNodes(db))) return 0;
  let removedCount = 0;
  for (let run = 0; run < usersPerRun && finishedAt === null; run++) {
    const userId = await findNextUserWithSamples(db, reachedUserId);
    if (userId === null) finishedAt = dateOf(clock);
    const count = userId === null ? 0 : await repairUser(db, clock, userId);
    reachedUserId = userId ?? reachedUserId;
    removedCount += count;
    await saveSampleRepair(db, { reachedUserId, finishedAt }, count);
  }
  return removedCount;
}

async function repairUser(db: Db, clock: Clock, userId: string): Promise<number> {
  let count = 0;
  let from: Date | null = null;
  do {
    const step = await inTransaction(db, (tx) => repairStep(tx, clock, userId, from));
    count += step.removed.length;
    from = step.next;
  } while (from !== null);
  return count;
}

/** E1: what is removed is told in the transaction that removes it. */
async function repairStep(db: Db, clock: Clock, userId: string, from: Date | null) {
  const step = await repairDoubles(db, userId, from, dateOf(clock));
  const owner = await findOwner(db, userId);
  if (owner === null) return step;
  const event = (type: EventType, data: unknown) =>
    createEvent(clock, { type, userId, data, ...owner });
  await appendEvents(db, [
    ...glucoseEventsOf(userId, step.updated).map((data) =>
      event('daily.data.glucose.updated', data),
    ),
    ...glucoseEventsOf(userId, step.removed).map((data) =>
      event('daily.data.glucose.deleted', data),
    ),
  ]);
  return step;
}
