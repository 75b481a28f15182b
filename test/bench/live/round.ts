import { systemClock } from '#std/clock';
import { type Child, cpuOf, cpuOfPostgres } from '../webhooks/children.ts';
import { appendAtPace, eventKey, type PaceOptions } from './append-at-pace.ts';
import type { Stage } from './stage.ts';
import type { WatchersReport } from './watchers.ts';

/** What came of the events that were appended during some time. */
export interface Round {
  readonly name: string;
  readonly appendedPerSecond: number;
  readonly receivedPerSecond: number;
  /** From before the transaction began to the receipt, sorted. */
  readonly lagsMs: readonly number[];
  /** Lost, doubled, out of order, or closed by the gateway. */
  readonly faults: Faults;
  /** Until the last subscriber that was cut had an event again; null when none was cut. */
  readonly resumedMs: number | null;
  /** Seconds of processor. */
  readonly cpu: Cpu;
}

interface Faults {
  readonly lost: number;
  readonly doubled: number;
  readonly disordered: number;
  readonly closed: number;
}

interface Cpu {
  readonly gateway: number;
  readonly postgres: number;
  readonly watchers: number;
  readonly writer: number;
}

export interface RoundOptions extends PaceOptions {
  readonly name: string;
  readonly seconds: number;
  /** What happens meanwhile. */
  readonly meanwhile?: () => Promise<unknown>;
}

export async function runRound(stage: Stage, options: RoundOptions): Promise<Round> {
  const { db, users, watchers, watchersPerUser } = stage;
  await watchers.ask({ kind: 'reset' });
  const before = await readCpu(stage);
  const startMs = systemClock.monotonicMs();
  const appender = appendAtPace(db, users, options);
  await Promise.all([systemClock.sleep(options.seconds * 1000), options.meanwhile?.()]);
  await appender.stop();
  const appendedMs = systemClock.monotonicMs() - startMs;
  const wantedCount = appender.startedAtMs.size * watchersPerUser;
  await waitForCount(stage, wantedCount);
  const receivedMs = systemClock.monotonicMs() - startMs;
  const after = await readCpu(stage);
  const report = await watchers.ask<WatchersReport>({ kind: 'report' });
  const { receipts, doubled, disordered, closed, resumedMs } = report;
  return {
    name: options.name,
    appendedPerSecond: (1000 * appender.startedAtMs.size) / appendedMs,
    receivedPerSecond: (1000 * receipts.length) / receivedMs,
    lagsMs: lagsOf(report, appender.startedAtMs),
    faults: { lost: wantedCount - (receipts.length - doubled), doubled, disordered, closed },
    resumedMs,
    cpu: {
      gateway: after.gateway - before.gateway,
      postgres: after.postgres - before.postgres,
      watchers: after.watchers - before.watchers,
      writer: after.writer - before.writer,
    },
  };
}

function lagsOf({ receipts }: WatchersReport, startedAtMs: ReadonlyMap<string, number>): number[] {
  const lags = receipts.map(({ user, number, atMs }) => {
    const startMs = startedAtMs.get(eventKey(user, number));
    if (startMs === undefined) throw new Error('an event came that was not appended');
    return atMs - startMs;
  });
  return lags.sort((a, b) => a - b);
}

async function readCpu({ gatewayCpu, watchers, postgresPid }: Stage): Promise<Cpu> {
  const { user, system } = process.cpuUsage();
  return {
    gateway: await gatewayCpu(),
    watchers: await cpuOf(watchers as Child<unknown>),
    postgres: cpuOfPostgres(postgresPid),
    writer: (user + system) / 1e6,
  };
}

const patienceMs = 60_000;

async function waitForCount({ watchers }: Stage, wanted: number): Promise<void> {
  const untilMs = systemClock.monotonicMs() + patienceMs;
  while (systemClock.monotonicMs() < untilMs) {
    if ((await watchers.ask<number>({ kind: 'count' })) >= wanted) return;
    await systemClock.sleep(20);
  }
}

export const faultCountOf = ({ faults }: Round) =>
  faults.lost + faults.doubled + faults.disordered + faults.closed;

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
