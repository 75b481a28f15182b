import { seededRandom } from '#std/random';
import { type Chaos, wreakHavoc } from './chaos.ts';
import { judge, type Verdict } from './judge.ts';
import { createSchedule, type Schedule } from './schedule.ts';
import { openStage, type Stage, type StageOptions } from './stage.ts';

export interface RunOptions extends StageOptions {
  readonly seeds: readonly number[];
  /** In the time of the nodes. */
  readonly durationMs: number;
}

export interface Run {
  readonly verdicts: readonly Verdict[];
  readonly chaos: Chaos;
  /** What the API answered, and how often. */
  readonly answers: ReadonlyMap<string, number>;
}

/** Runs seeded schedules, all at once, over the same two nodes, and counts what arrived. */
export async function runSchedules({ seeds, durationMs, ...options }: RunOptions): Promise<Run> {
  const stage = await openStage(options);
  try {
    const schedules = seeds.map((seed) => createSchedule(stage, seed));
    await linkAll(stage, schedules);
    const fromMs = stage.clock.nowMs();
    const untilMs = fromMs + durationMs;
    const random = seededRandom(seeds[0] ?? 1);
    const running = schedules.map((schedule) => schedule.run(untilMs));
    const provoke = () => {
      for (const schedule of schedules) schedule.provoke();
    };
    const havoc = wreakHavoc(stage, random, untilMs, provoke);
    const [chaos] = await Promise.all([havoc, ...running]);
    const verdicts = schedules.map((schedule) => judge(stage.simulator, schedule, fromMs, chaos));
    const answers = new Map<string, number>();
    for (const schedule of schedules) {
      for (const [answer, count] of schedule.answers) {
        answers.set(answer, (answers.get(answer) ?? 0) + count);
      }
    }
    return { verdicts, chaos, answers };
  } finally {
    await stage.close();
  }
}

/** Two users of each account, long ago as far as the nodes know. */
async function linkAll(stage: Stage, schedules: readonly Schedule[]): Promise<void> {
  await Promise.all(schedules.map((schedule) => schedule.begin()));
  for (const number of [0, 1]) {
    await Promise.all(schedules.map((schedule) => schedule.linkUser(number)));
    await stage.forgetLogins();
  }
}
