import { systemClock } from '#std/clock';
import {
  type Bench,
  type BenchBar,
  type BenchOptions,
  type BenchReport,
  type BenchTable,
  barAtLeast,
  barAtMost,
  countSetting,
} from './bench.ts';
import { type Cost, measureCost } from './poll/cost-round.ts';
import { givePast } from './poll/give-past.ts';
import type { Population } from './poll/population.ts';
import { type Figures, runRound } from './poll/round.ts';
import { openStage, type Stage, settleDown } from './poll/stage.ts';
import {
  countNeglected,
  findLateness,
  findSlotPolls,
  findTruth,
  type SlotPolls,
  type Span,
  type Truth,
} from './poll/truth.ts';

/**
 * A hundred thousand connections polled by one worker node of the product, each once a slot and more
 * where a reading was not there yet, in real time; and what a poll costs with many connections and
 * with few, which is the same work in batches of the same size (see cost-round.ts).
 */
export interface PollSettings {
  readonly connections: number;
  readonly few: number;
  readonly slots: number;
  readonly slotSeconds: number;
  readonly costPolls: number;
}

/** Plans are spread by the policy's own jitter; the few are crowded the more by as much. */
const aimJitterMs = 1_000;
/** A cadence is a little shorter than its slot, as of 299.7 s in 300 s. */
const cadenceShare = 0.999;
/** As the aim of long learning lies where readings always take the same time: 7 of 10 are there. */
const learnedMs = -450;
const warmUpMs = 20_000;
const tailMs = 45_000;
/** What the policy adds to a slot by chance, and as much as a poll may be late. */
const neglectedMs = 3_500;
/** What storing the hours before may take. */
const setUpMsPerReading = 0.02;
const setUpMsMin = 5_000;
const pastMs = 6.25 * 3_600_000;

export interface PollResult {
  readonly slots: readonly SlotResult[];
  readonly truth: Truth;
  readonly neglectedCount: number;
  readonly latenessMs: readonly number[];
  readonly few: Cost;
  readonly many: Cost;
}

interface SlotResult extends SlotPolls {
  readonly seconds: number;
  readonly latenessMs: readonly number[];
  readonly before: Figures;
  readonly after: Figures;
}

export async function runPoll(
  settings: PollSettings,
  progress: (line: string) => void,
): Promise<PollResult> {
  const few = await withStage(crowdOf(settings), progress, (stage) =>
    measureCost(stage, { ...costOf(settings), startMs: systemClock.nowMs(), isStored: false }),
  );
  const many = peopleOf(settings, settings.connections);
  return withStage(many, progress, async (stage) => {
    const { stoppedAtMs: startMs, ...round } = await pollInTime(stage, settings, progress);
    progress('what a poll costs with many');
    const cost = { ...costOf(settings), startMs, isStored: true };
    return { ...round, few, many: await measureCost(stage, cost) };
  });
}

const costOf = ({ costPolls }: PollSettings) => ({
  polls: costPolls,
  warmUpPolls: Math.ceil(costPolls / 4),
});

function peopleOf({ slotSeconds }: PollSettings, count: number): Population {
  const cadenceMs = slotSeconds * 1_000 * cadenceShare;
  return { seed: 1, count, cadenceMs, delays: 'steady', withinMs: null };
}

/** As many polls a second as of many, for as long as they last. */
function crowdOf(settings: PollSettings): Population {
  const { few, connections, slotSeconds } = settings;
  const spanMs = (1_000 * few * slotSeconds) / connections;
  return { ...peopleOf(settings, few), withinMs: Math.max(1, Math.round(spanMs - aimJitterMs)) };
}

async function withStage<Result>(
  population: Population,
  progress: (line: string) => void,
  work: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const stage = await openStage(population, progress);
  try {
    return await work(stage);
  } finally {
    await stage.close();
  }
}

type InTime = Omit<PollResult, 'few' | 'many'> & { readonly stoppedAtMs: number };

async function pollInTime(
  stage: Stage,
  { connections, slots, slotSeconds }: PollSettings,
  progress: (line: string) => void,
): Promise<InTime> {
  const slotMs = slotSeconds * 1_000;
  const pastReadings = (connections * pastMs) / stage.population.cadenceMs;
  const atMs = systemClock.nowMs() + setUpMsMin + pastReadings * setUpMsPerReading;
  progress('store the readings of the hours before');
  await givePast(stage.db, { ...stage, atMs, behindMs: learnedMs, isStored: false });
  await settleDown(stage.db);
  const worker = await stage.startWorker(null);
  const leftMs = atMs - systemClock.nowMs();
  if (leftMs < 0) throw new Error(`set-up took ${-leftMs} ms too long: the machine is busy`);
  await systemClock.sleep(leftMs);
  const figures = await runRound(stage, worker, { slots, slotMs, warmUpMs, tailMs, progress });
  const spans = figures.slice(1).map((after, slot): Span => {
    return { fromMs: figures[slot]?.atMs ?? 0, toMs: after.atMs };
  });
  const whole = { fromMs: spans[0]?.fromMs ?? 0, toMs: spans.at(-1)?.toMs ?? 0 };
  progress('compare with the truth');
  const lateness = await findLateness(worker.logFile, spans);
  const results: SlotResult[] = [];
  for (const [slot, span] of spans.entries()) {
    const [before, after] = [figures[slot] as Figures, figures[slot + 1] as Figures];
    const latenessMs = lateness[slot] ?? [];
    const seconds = (span.toMs - span.fromMs) / 1_000;
    results.push({ ...(await findSlotPolls(stage, span)), seconds, latenessMs, before, after });
  }
  const untilTail = { ...whole, toMs: whole.toMs + tailMs };
  return {
    stoppedAtMs: untilTail.toMs,
    slots: results,
    truth: await findTruth(stage, whole),
    neglectedCount: await countNeglected(stage, untilTail, slotMs + neglectedMs),
    latenessMs: lateness.flat().sort((a, b) => a - b),
  };
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);

function slotsTable(slots: readonly SlotResult[]): BenchTable {
  return {
    title: 'Each slot, in real time',
    columns: [
      ...['polls/s', 'with a reading/s', 'requests/s', 'failed', 'late p50 ms', 'p99', 'most'],
      ...['worker CPU s', 'Postgres', 'simulator', 'polls per s and core', 'statements/poll'],
    ],
    rows: slots.map(
      ({ polls, readings, failedCount, seconds, latenessMs, before, after }, slot) => {
        const worker = after.worker.cpuSeconds - before.worker.cpuSeconds;
        const postgres = after.postgresSeconds - before.postgresSeconds;
        const statements = after.worker.statementCount - before.worker.statementCount;
        const requests = after.totals.requests - before.totals.requests;
        return {
          name: `slot ${slot + 1} (${Math.round(seconds)} s)`,
          values: [
            ...[polls / seconds, readings / seconds, requests / seconds, failedCount],
            ...[
              percentile(latenessMs, 0.5),
              percentile(latenessMs, 0.99),
              latenessMs.at(-1) ?? null,
            ],
            ...[worker, postgres, after.simulatorSeconds - before.simulatorSeconds],
            ...[polls / (worker + postgres), statements / polls],
          ],
        };
      },
    ),
  };
}

function memoryTable(slots: readonly SlotResult[]): BenchTable {
  const figures = [slots[0]?.before, ...slots.map(({ after }) => after)].filter(
    (f) => f !== undefined,
  );
  return {
    title: 'Memory (MB)',
    columns: ['worker', 'its heap', 'Postgres', 'simulator'],
    rows: figures.map(({ worker, postgresBytes, simulatorBytes }, slot) => ({
      name: slot === 0 ? 'at the beginning' : `after slot ${slot}`,
      values: [worker.rssBytes, worker.heapBytes, postgresBytes, simulatorBytes].map(megabytes),
    })),
  };
}

function costTable(rows: readonly (readonly [string, Cost])[]): BenchTable {
  return {
    title: 'What a poll with a reading costs, in milliseconds of processor',
    columns: ['worker', 'Postgres', 'both', 'polls', 'a batch', 'readings/poll', 'statements/poll'],
    rows: rows.map(([name, cost]) => ({
      name,
      values: [
        ...[cost.workerMs, cost.postgresMs, cost.workerMs + cost.postgresMs],
        ...[cost.polls, cost.pollsPerBatch, cost.readings, cost.statements],
      ],
    })),
  };
}

function barsOf({ connections, slotSeconds }: PollSettings, result: PollResult): BenchBar[] {
  const { slots, truth, neglectedCount, latenessMs, few, many } = result;
  const perSecond = slots.map(({ readings, seconds }) => readings / seconds);
  const ofBoth = (cost: Cost) => cost.workerMs + cost.postgresMs;
  // What each slot brings is the cadence's to say; a hundredth is for chance at its edges.
  const least = (0.99 * connections) / slotSeconds;
  return [
    barAtLeast(
      'polls with a new reading a second, in the least slot',
      Math.min(...perSecond),
      least,
    ),
    barAtMost('connections not polled for longer than a slot', neglectedCount, 0),
    barAtMost('lateness against the plan, p99', percentile(latenessMs, 0.99), 2_000, ' ms'),
    barAtMost('readings lost', truth.lostCount, 0),
    barAtMost('readings not told to the log', truth.untoldCount, 0),
    barAtMost('readings told twice, or never taken', truth.doubledCount + truth.inventedCount, 0),
    barAtMost('cost of a poll, times that with few', ofBoth(many) / ofBoth(few), 1.2),
  ];
}

function notesOf({ connections, few }: PollSettings, { truth, slots }: PollResult): string[] {
  const of = (share: number) => (percentile(truth.lagsMs, share) / 1000).toFixed(1);
  const polls = slots.reduce((sum, slot) => sum + slot.polls, 0);
  return [
    `${truth.readingCount} readings became visible in the slots; stored ${of(0.5)} s later ` +
      `(median; p99 ${of(0.99)} s), with ${(polls / truth.readingCount).toFixed(2)} polls each.`,
    'Each sensor is seen after a delay of its own (8 to 30 s) that is always the same; polls are ' +
      'aimed as the policy does after long learning, so that 7 of 10 first polls find a reading.',
    `Six hours of readings of each connection are stored beforehand. The cost is that of polls ` +
      `with a reading each, in batches of the same size: all of ${few} connections are due within ` +
      `seconds, as are ${few} of ${connections}.`,
  ];
}

async function run(options: BenchOptions): Promise<BenchReport> {
  const settings: PollSettings = {
    connections: countSetting(options, 'connections', 100_000),
    few: countSetting(options, 'few', 1_000),
    slots: countSetting(options, 'slots', 3),
    slotSeconds: countSetting(options, 'slot-seconds', 300),
    costPolls: countSetting(options, 'cost-polls', 12_000),
  };
  const result = await runPoll(settings, options.progress);
  const { slots, few, many } = result;
  return {
    tables: [
      slotsTable(slots),
      memoryTable(slots),
      costTable([
        [`${settings.few} connections`, few],
        [`${settings.connections} connections`, many],
      ]),
    ],
    bars: barsOf(settings, result),
    notes: notesOf(settings, result),
  };
}

export const poll: Bench = {
  name: 'poll',
  summary: 'a hundred thousand connections polled in time, and what a poll costs (20 min)',
  run,
};
