import type { Bench, BenchOptions, BenchReport } from './bench.ts';
import { countSetting } from './bench.ts';
import { type Freshness, figuresOf, measureDays, type SeededDay } from './freshness/measure.ts';
import { ours } from './freshness/polling.ts';
import type { Population } from './poll/population.ts';
import { runRound } from './poll/round.ts';
import { openStage, type Stage } from './poll/stage.ts';
import { findLateness, findTruth, type Span } from './poll/truth.ts';

/**
 * Freshness in real time through the running product: from the moment at which the simulated Dexcom
 * shows a reading to that at which it is stored, beside the policy alone in virtual time over the
 * very same readings from the same start. What lies between the two is what queue, network and
 * database cost; both have still to learn, which the figures of whole days hardly show.
 */
const minuteMs = 60_000;
const cadenceMs = 299_700;
/** For the readings that became visible at the end: the next one brings the latest of them. */
const tailMs = 330_000;

async function run(options: BenchOptions): Promise<BenchReport> {
  const minutes = countSetting(options, 'minutes', 45);
  const count = countSetting(options, 'connections', 600);
  const { progress } = options;
  const population: Population = { seed: 5, count, cadenceMs, delays: 'usual', withinMs: null };
  const stage = await openStage(population, progress);
  try {
    const worker = await stage.startWorker(null);
    const slotMs = minuteMs;
    const round = { slots: minutes, slotMs, warmUpMs: 0, tailMs, progress: () => {} };
    progress(`poll for ${minutes} minutes`);
    const figures = await runRound(stage, worker, round);
    const [first, last] = [figures[0], figures.at(-1)];
    if (!first || !last) throw new Error('no figures were taken');
    const span = { fromMs: first.atMs, toMs: last.atMs };
    const requests = (last.totals.byKind.read ?? 0) - (first.totals.byKind.read ?? 0);
    const truth = await findTruth(stage, span);
    const [lateness = []] = await findLateness(worker.logFile, [span]);
    const pollingMs = count * (span.toMs - span.fromMs);
    const { lagsMs: latenessMs, lostCount: lost } = truth;
    const real = figuresOf({ latenessMs: [...latenessMs], requests, lost, pollingMs });
    const virtual = measureDays(ours, daysOf(stage, span));
    const late = (share: number) => Math.round(lateness[Math.floor(share * lateness.length)] ?? 0);
    return {
      tables: [
        {
          title: 'From visible to stored, both from the first poll on',
          columns: ['median s', 'p95 s', 'p99 s', 'requests/reading', 'readings', 'lost'],
          rows: [
            rowOf('in real time, through the product', real, latenessMs.length),
            rowOf('in virtual time, the policy alone', virtual, truth.readingCount),
          ],
        },
      ],
      bars: [],
      notes: [
        `${count} connections x ${minutes} minutes. Polls began ${late(0.5)} ms after their plan ` +
          `(median; p99 ${late(0.99)} ms). Told twice: ${truth.doubledCount}; not told: ` +
          `${truth.untoldCount}; never taken: ${truth.inventedCount}.`,
      ],
    };
  } finally {
    await stage.close();
  }
}

function rowOf(name: string, figures: Omit<Freshness, 'policy'>, readings: number) {
  const { medianS, p95S, p99S, requestsPerReading, lost } = figures;
  return { name, values: [medianS, p95S, p99S, requestsPerReading, readings, lost] };
}

const dayMs = 24 * 3_600_000;

/** What each sensor showed and when, as the policy in virtual time is to meet it. */
function* daysOf({ accounts, twin }: Stage, { fromMs, toMs }: Span): Generator<SeededDay> {
  for (const [index, account] of accounts.entries()) {
    const readings = twin
      .readingsOf(account, toMs + tailMs, fromMs - dayMs)
      .flatMap(({ atMs, visibleAtMs }) => (visibleAtMs === null ? [] : [{ atMs, visibleAtMs }]));
    const day = { startMs: fromMs, endMs: toMs, readings, cadenceMs, typicalDelayMs: 0 };
    yield { day, seed: index };
  }
}

export const freshNow: Bench = {
  name: 'fresh-now',
  summary: 'freshness in real time through the running product, beside virtual time (50 min)',
  run,
};
