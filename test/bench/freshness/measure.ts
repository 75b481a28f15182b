import { assert } from '#std/assert';
import { seededRandom } from '#std/random';
import type { FreshnessPolicy } from './polling.ts';
import type { Scenario, SensorDay } from './sensor-day.ts';
import { dayMs, hourMs, simulateDay, tailMs } from './sensor-day.ts';

export interface Freshness {
  readonly policy: string;
  /** From the moment at which a reading could be fetched to that at which it was. */
  readonly medianS: number;
  readonly p95S: number;
  readonly p99S: number;
  readonly requestsPerReading: number;
  readonly requestsPerDay: number;
  /** Readings that became visible in the day and were never fetched. */
  readonly lost: number;
}

export interface Population {
  readonly connections: number;
  readonly seeds: readonly number[];
}

interface Tally {
  readonly latenessMs: number[];
  requests: number;
  lost: number;
}

export function measure(
  policy: FreshnessPolicy,
  scenario: Scenario,
  population: Population,
): Freshness {
  return measureDays(policy, daysOf(scenario, population));
}

/** The same of the hour after linking alone. */
export function measureFirstHour(
  policy: FreshnessPolicy,
  scenario: Scenario,
  population: Population,
): Freshness {
  return measureDays(policy, firstHoursOf(scenario, population));
}

function* firstHoursOf(scenario: Scenario, population: Population): Generator<SeededDay> {
  for (const { day, seed } of daysOf(scenario, population)) {
    yield { day: { ...day, endMs: day.startMs + hourMs }, seed };
  }
}

/** A day, and the seed of the chance that polling takes. */
export interface SeededDay {
  readonly day: SensorDay;
  readonly seed: number;
}

function* daysOf(scenario: Scenario, { connections, seeds }: Population): Generator<SeededDay> {
  for (const seed of seeds) {
    for (let index = 0; index < connections; index += 1) {
      const day = simulateDay(scenario, seededRandom(seed * 1_000_003 + index * 7_919));
      yield { day, seed: seed * 15_485_863 + index * 104_729 };
    }
  }
}

export function measureDays(policy: FreshnessPolicy, days: Iterable<SeededDay>): Freshness {
  const tally: Tally = { latenessMs: [], requests: 0, lost: 0 };
  let pollingMs = 0;
  for (const { day, seed } of days) {
    poll(day, policy, seed, tally);
    pollingMs += day.endMs - day.startMs;
  }
  const { latenessMs, requests, lost } = tally;
  return { policy: policy.name, ...figuresOf({ latenessMs, requests, lost, pollingMs }) };
}

/** Also of polls that were really made. */
export function figuresOf({
  latenessMs,
  requests,
  lost,
  pollingMs,
}: Tally & { readonly pollingMs: number }): Omit<Freshness, 'policy'> {
  const sorted = Float64Array.from(latenessMs).sort();
  const quantileS = (share: number) => (sorted[Math.floor(share * sorted.length)] ?? 0) / 1_000;
  return {
    medianS: quantileS(0.5),
    p95S: quantileS(0.95),
    p99S: quantileS(0.99),
    requestsPerReading: requests / (sorted.length + lost),
    requestsPerDay: requests / (pollingMs / dayMs),
    lost,
  };
}

/** Runs one connection through one day, in virtual time: a poll is answered when it is asked. */
function poll(day: SensorDay, policy: FreshnessPolicy, seed: number, tally: Tally): void {
  const polling = policy.start(day, seededRandom(seed));
  const isFetched = new Uint8Array(day.readings.length);
  const lastMs = day.endMs + tailMs;
  let begun = 0;
  for (let nowMs = day.startMs; nowMs < lastMs; ) {
    if (nowMs < day.endMs) tally.requests += 1;
    while ((day.readings[begun]?.atMs ?? Number.POSITIVE_INFINITY) <= nowMs) begun += 1;
    const window = polling.windowAt(nowMs);
    const answer: number[] = [];
    const sinceMs = nowMs - window.minutes * 60_000;
    for (let index = begun - 1; index >= 0 && answer.length < window.maxCount; index -= 1) {
      const reading = day.readings[index];
      if (reading === undefined || reading.atMs < sinceMs) break;
      if (reading.visibleAtMs > nowMs) continue;
      answer.push(reading.atMs);
      if (isFetched[index] === 1) continue;
      isFetched[index] = 1;
      if (isCounted(day, reading.visibleAtMs)) tally.latenessMs.push(nowMs - reading.visibleAtMs);
    }
    const nextMs = polling.nextAfter(nowMs, answer, window);
    assert(nextMs > nowMs && nextMs - nowMs >= policy.floorMs, 'no two polls below the floor');
    nowMs = nextMs;
  }
  tally.lost += day.readings.filter(
    ({ visibleAtMs }, index) => isFetched[index] === 0 && isCounted(day, visibleAtMs),
  ).length;
}

/** Readings of before the day are no measure: the first poll finds them all at once. */
function isCounted(day: SensorDay, visibleAtMs: number): boolean {
  return visibleAtMs > day.startMs && visibleAtMs <= day.endMs;
}
