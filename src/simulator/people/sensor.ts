import { chanceAt, within } from './chance.ts';
import { levelAt, noiseAt, type Person } from './person.ts';
import { displayedMgDl, type Measurement, type Moment, type ReadingSource } from './reading.ts';
import { trendOfRate } from './trend.ts';

/**
 * A person's sensor: one reading every `cadenceMs`, at a phase of its own, in whole milliseconds.
 * With a `lifeMs`, sensors follow one another, each with a warm-up without readings and a new phase;
 * without one, a single sensor has always been worn.
 */
export interface SensorOptions {
  readonly cadenceMs: number;
  /** Each reading is up to this much early or late, without moving the next one. */
  readonly jitterMs: number;
  readonly lifeMs: number | null;
  readonly warmUpMs: number;
  /** The phase of the first sensor; drawn from the seed when null. */
  readonly phaseMs: number | null;
  /** Sensors that an order began, ascending; each begins a new row of sensors. */
  readonly startsAtMs: readonly number[];
}

export const defaultSensor: SensorOptions = {
  cadenceMs: 299_700,
  jitterMs: 0,
  lifeMs: null,
  warmUpMs: 30 * 60_000,
  phaseMs: null,
  startsAtMs: [],
};

/** Sensors that live for ten days, as a G7 does, and measure as often as any other. */
export const changingSensor: Partial<SensorOptions> = { lifeMs: 10 * 86_400_000 };

const topic = { life: 101, phase: 102, jitter: 103 };
const trendMs = 10 * 60_000;

interface Wear {
  /** Names the sensor; part of the ordinals of its readings. */
  readonly number: number;
  readonly startMs: number;
  readonly firstMs: number;
}

export function createSensor(person: Person, options: SensorOptions): ReadingSource {
  const { cadenceMs } = options;
  const jitterMs = Math.min(options.jitterMs, cadenceMs / 3);

  function instantOf(wear: Wear, index: number): number {
    const regular = wear.firstMs + index * cadenceMs;
    if (jitterMs === 0) return Math.round(regular);
    const draw = chanceAt(person.seed, topic.jitter, ordinalOf(wear, index));
    return Math.round(regular + within(draw, [-jitterMs, jitterMs]));
  }

  return {
    person,
    *walk(untilMs, afterMs) {
      let boundMs = untilMs;
      while (boundMs > afterMs) {
        const wear = wearAt(person.seed, options, boundMs);
        const last = Math.floor((boundMs + jitterMs - wear.firstMs) / cadenceMs);
        for (let index = last; index >= 0; index--) {
          const atMs = instantOf(wear, index);
          if (atMs <= afterMs) return;
          if (atMs <= boundMs) yield { atMs, ordinal: ordinalOf(wear, index) };
        }
        boundMs = wear.startMs - 1;
      }
    },
    measure: (moment) => measureAt(person, options, moment),
    scriptOf: () => null,
  };
}

/** The sensor that is worn at an instant. */
function wearAt(seed: number, options: SensorOptions, atMs: number): Wear {
  const ordered = options.startsAtMs.findLast((startMs) => startMs <= atMs);
  if (ordered === undefined) return regularWear(seed, options, atMs);
  const life = options.lifeMs;
  const startMs = life === null ? ordered : ordered + Math.floor((atMs - ordered) / life) * life;
  return warmedUp(seed, options, Math.floor(startMs / 1000), startMs);
}

function regularWear(seed: number, options: SensorOptions, atMs: number): Wear {
  const { lifeMs, cadenceMs } = options;
  const phaseMs = options.phaseMs ?? chanceAt(seed, topic.phase, 0) * cadenceMs;
  if (lifeMs === null) return { number: 0, startMs: -Infinity, firstMs: phaseMs };
  const epochMs = Math.floor(chanceAt(seed, topic.life, 0) * lifeMs) - lifeMs;
  const number = Math.floor((atMs - epochMs) / lifeMs);
  return warmedUp(seed, options, number, epochMs + number * lifeMs);
}

function warmedUp(seed: number, options: SensorOptions, number: number, startMs: number): Wear {
  const phaseMs = chanceAt(seed, topic.phase, number) * options.cadenceMs;
  return { number, startMs, firstMs: startMs + options.warmUpMs + phaseMs };
}

/** Room for 2^24 readings a sensor: at one reading a minute, more than thirty years. */
const readingsOfSensorMax = 0x1000000;

function ordinalOf(wear: Wear, index: number): number {
  return (wear.number % 0x10000000) * readingsOfSensorMax + index;
}

/** Which sensor took a reading, and its how manieth it is. */
export function sensorOfOrdinal(ordinal: number): {
  readonly number: number;
  readonly index: number;
} {
  const number = Math.floor(ordinal / readingsOfSensorMax);
  return { number, index: ordinal - number * readingsOfSensorMax };
}

function measureAt(person: Person, options: SensorOptions, moment: Moment): Measurement {
  const level = levelAt(person, moment.atMs);
  const valueMgDl = displayedMgDl(level + noiseAt(person, moment.atMs));
  const wear = wearAt(person.seed, options, moment.atMs);
  if (moment.atMs - wear.firstMs < trendMs) return { valueMgDl, trend: 'NotComputable' };
  const before = levelAt(person, moment.atMs - trendMs);
  return { valueMgDl, trend: trendOfRate((level - before) / (trendMs / 60_000)) };
}
