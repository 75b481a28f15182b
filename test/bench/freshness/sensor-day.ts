import type { Random } from '#std/random';

/**
 * A simulated day of one sensor: when it measures, and when each reading can first be fetched. All
 * of it is drawn from a seed before anybody polls, so that every policy meets the same day.
 */
export interface Reading {
  readonly atMs: number;
  readonly visibleAtMs: number;
}

export interface SensorDay {
  readonly startMs: number;
  readonly endMs: number;
  /** By instant. They begin a day earlier, as when somebody links a sensor already worn. */
  readonly readings: readonly Reading[];
  readonly cadenceMs: number;
  /** This connection's own part of the delay; only the oracle may look. */
  readonly typicalDelayMs: number;
}

/** A time without readings: measured ones that are kept and come at its end, or none at all. */
export interface Silence {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly kind: 'kept' | 'none';
}

export interface Scenario {
  readonly name: string;
  readonly cadenceMs: number;
  /** Typical delays that resemble each other; absent: evenly from 8 to 30 s. */
  readonly alike?: { readonly meanMs: number; readonly sdMs: number };
  /** Times without readings, in milliseconds from the day's start. */
  readonly silences: (random: Random) => readonly Silence[];
  /** Added to every delay of readings measured then, in milliseconds from the day's start. */
  readonly slowdown: { readonly fromMs: number; readonly untilMs: number; readonly byMs: number };
}

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
/** Polling goes on so long behind the day, for its last readings; requests there do not count. */
export const tailMs = hourMs / 2;
/** An arbitrary beginning of days. */
const startMs = Date.UTC(2025, 9, 1);

const intervalSdShare = 0.3 / 299.7;
const missingShare = 0.01;
const typicalDelayMsMin = 8_000;
const typicalDelayMsMax = 30_000;
const jitterMedianMs = 4_000;
const jitterSigma = 0.8;
const lateShare = 0.03;
const lateMsMin = 60_000;
const lateMsMax = 300_000;

export function simulateDay(scenario: Scenario, random: Random): SensorDay {
  const typicalDelayMs = scenario.alike
    ? Math.max(0, scenario.alike.meanMs + scenario.alike.sdMs * gauss(random))
    : between(random, typicalDelayMsMin, typicalDelayMsMax);
  const silences = scenario.silences(random);
  const readings: Reading[] = [];
  const { cadenceMs, slowdown } = scenario;
  let sinceStartMs = -dayMs - random() * cadenceMs;
  while (sinceStartMs < dayMs + tailMs) {
    const silence = silences.find((s) => sinceStartMs >= s.fromMs && sinceStartMs < s.untilMs);
    if (silence?.kind === 'none') {
      // Another sensor follows: its phase has nothing to do with that of the last one.
      sinceStartMs = silence.untilMs + random() * cadenceMs;
      continue;
    }
    const isSlow = sinceStartMs >= slowdown.fromMs && sinceStartMs < slowdown.untilMs;
    const lateMs = random() < lateShare ? between(random, lateMsMin, lateMsMax) : 0;
    const jitterMs = jitterMedianMs * Math.exp(jitterSigma * gauss(random));
    const delayMs = typicalDelayMs + jitterMs + lateMs + (isSlow ? slowdown.byMs : 0);
    if (random() >= missingShare) {
      const uploadedMs = Math.max(sinceStartMs, silence?.untilMs ?? sinceStartMs);
      readings.push({
        atMs: Math.round(startMs + sinceStartMs),
        visibleAtMs: Math.round(startMs + uploadedMs + delayMs),
      });
    }
    sinceStartMs += cadenceMs * (1 + intervalSdShare * gauss(random));
  }
  return { startMs, endMs: startMs + dayMs, readings, cadenceMs, typicalDelayMs };
}

function between(random: Random, least: number, most: number): number {
  return least + (most - least) * random();
}

/** Standard normal (Box and Muller). */
function gauss(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const never = { fromMs: 0, untilMs: 0, byMs: 0 };
const sensorCadenceMs = 299_700;

function silenceOf(random: Random, hours: number, kind: Silence['kind']): Silence {
  const fromMs = between(random, hourMs, dayMs - hours * hourMs - hourMs);
  return { fromMs, untilMs: fromMs + hours * hourMs, kind };
}

export const usualDay: Scenario = {
  name: 'usual day',
  cadenceMs: sensorCadenceMs,
  silences: () => [],
  slowdown: never,
};

/** Wearers of one region, whose readings take much the same way. */
export const alikeDay: Scenario = {
  ...usualDay,
  name: 'wearers resemble each other',
  alike: { meanMs: 15_000, sdMs: 3_000 },
};

export const otherDays: readonly Scenario[] = [
  {
    ...usualDay,
    name: 'sensor change: 2 h warm-up, another phase',
    silences: (random) => [silenceOf(random, 2, 'none')],
  },
  {
    ...usualDay,
    name: 'phone away 0.5 to 4 h, readings come after',
    silences: (random) => [silenceOf(random, between(random, 0.5, 4), 'kept')],
  },
  {
    ...usualDay,
    name: 'Dexcom 2 min slower for 4 h',
    slowdown: { fromMs: 8 * hourMs, untilMs: 12 * hourMs, byMs: 120_000 },
  },
  { ...usualDay, name: 'a reading every 60 s', cadenceMs: 60_000 },
  { ...usualDay, name: 'a reading every 15 min', cadenceMs: 900_000 },
  { ...usualDay, name: 'a reading every 20 s', cadenceMs: 20_000 },
];
