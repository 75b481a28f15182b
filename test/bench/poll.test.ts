import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '#std/clock';
import { measureCost } from './poll/cost-round.ts';
import { openStage } from './poll/stage.ts';
import { findSlotPolls, findTruth } from './poll/truth.ts';

const cadenceMs = 299_700;
const minuteMs = 60_000;

/** The stage of the bench with a few people on it, polled through some slots while time stands. */
async function setup() {
  const population = { seed: 3, count: 20, cadenceMs, delays: 'steady', withinMs: 3_000 } as const;
  const stage = await openStage(population, () => {});
  onTestFinished(() => stage.close());
  const startMs = systemClock.nowMs();
  const options = { startMs, isStored: false, warmUpPolls: 20, polls: 60 };
  return { stage, startMs, cost: await measureCost(stage, options) };
}

describe('the bench of polls', () => {
  it('finds each reading stored and told once, and sees where one is not', async () => {
    const { stage, startMs, cost } = await setup();
    expect(cost.polls).toBeGreaterThanOrEqual(60);
    expect(cost.readings).toBeCloseTo(1, 0);
    expect(cost.workerMs).toBeGreaterThan(0);
    expect(cost.statements).toBeGreaterThan(0);
    // What became visible in the last slot may be polled for after it.
    const span = { fromMs: startMs, toMs: cost.endMs - cadenceMs };
    const truth = await findTruth(stage, span);
    expect(truth.readingCount).toBeGreaterThanOrEqual(40);
    expect(truth).toMatchObject({
      lostCount: 0,
      untoldCount: 0,
      doubledCount: 0,
      inventedCount: 0,
    });
    const { polls, failedCount } = await findSlotPolls(stage, span);
    expect(polls).toBeGreaterThanOrEqual(40);
    expect(failedCount).toBe(0);

    await sql`
      delete from glucose_samples where (user_id, taken_at) = (
        select user_id, taken_at from glucose_samples
        where taken_at between ${new Date(span.fromMs)} and ${new Date(span.toMs - minuteMs)}
        limit 1)`.execute(stage.db);
    await sql`
      select append_events(array[gen_random_uuid()], array[team_id], array[user_id],
        array[null::uuid], array[type], array[payload])
      from (select * from events order by position limit 1) e`.execute(stage.db);
    expect(await findTruth(stage, span)).toMatchObject({ lostCount: 1, doubledCount: 1 });
  }, 60_000);
});
