import { bellAt, chanceAt, within } from './chance.ts';

/**
 * The glucose of a simulated person: a pure function of the person's seed and the time. The level
 * is a base with a dawn rise and a dip in the night, to which each day's meals (a rise, and the
 * insulin's later pull), exercise, corrections and compression lows are added, and slow drift.
 * Nothing is kept between two calls, so a restart of the simulator changes no reading.
 */
export type Profile = 'steady' | 'typical' | 'brittle';

export interface Person {
  readonly seed: number;
  readonly profile: Profile;
  /** The person's clock at home, which meals and nights follow. Not changed by travel. */
  readonly homeUtcOffsetMinutes: number;
  readonly baseMgDl: number;
  readonly dawnMgDl: number;
}

interface ProfileParameters {
  readonly meal: readonly [number, number];
  readonly missedBolusShare: number;
  readonly overBolusShare: number;
  readonly exerciseShare: number;
  readonly compressionShare: number;
  readonly driftMgDl: number;
}

const profileParameters: Readonly<Record<Profile, ProfileParameters>> = {
  steady: {
    meal: [25, 55],
    missedBolusShare: 0,
    overBolusShare: 0.02,
    exerciseShare: 0.4,
    compressionShare: 0.06,
    driftMgDl: 6,
  },
  typical: {
    meal: [55, 110],
    missedBolusShare: 0.05,
    overBolusShare: 0.06,
    exerciseShare: 0.35,
    compressionShare: 0.1,
    driftMgDl: 10,
  },
  brittle: {
    meal: [90, 180],
    missedBolusShare: 0.14,
    overBolusShare: 0.12,
    exerciseShare: 0.3,
    compressionShare: 0.12,
    driftMgDl: 16,
  },
};

/** Meals of a day: minute of the day, its spread, how often it is eaten, how large it is. */
const meals = [
  { minute: 440, spread: 45, share: 0.93, size: 0.85 },
  { minute: 755, spread: 50, share: 0.97, size: 1 },
  { minute: 965, spread: 60, share: 0.45, size: 0.45 },
  { minute: 1150, spread: 55, share: 0.98, size: 1.15 },
  { minute: 1335, spread: 40, share: 0.2, size: 0.5 },
] as const;

const minuteMs = 60_000;
const dayMinutes = 1440;
const topic = {
  profile: 1,
  base: 2,
  dawn: 3,
  mealTaken: 10,
  mealMinute: 20,
  mealSize: 30,
  mealBolus: 40,
  exercise: 50,
  exerciseMinute: 51,
  exerciseSize: 52,
  compression: 60,
  compressionMinute: 61,
  compressionLength: 62,
  compressionDepth: 63,
  drift: 70,
  ripple: 71,
  noise: 72,
};

export function createPerson(
  seed: number,
  options: { readonly profile?: Profile; readonly homeUtcOffsetMinutes?: number } = {},
): Person {
  const draw = chanceAt(seed, topic.profile, 0);
  const drawn = draw < 0.35 ? 'steady' : draw < 0.8 ? 'typical' : 'brittle';
  const profile = options.profile ?? drawn;
  return {
    seed,
    profile,
    homeUtcOffsetMinutes: options.homeUtcOffsetMinutes ?? 0,
    baseMgDl: within(chanceAt(seed, topic.base, 0), profile === 'brittle' ? [120, 150] : [98, 122]),
    dawnMgDl: within(chanceAt(seed, topic.dawn, 0), [4, 34]),
  };
}

/** The level in mg/dL, unrounded and without a sensor's noise or limits. */
export function levelAt(person: Person, atMs: number): number {
  const minutes = atMs / minuteMs + person.homeUtcOffsetMinutes;
  const day = Math.floor(minutes / dayMinutes);
  const minute = minutes - day * dayMinutes;
  const parameters = profileParameters[person.profile];
  let level = person.baseMgDl + person.dawnMgDl * bump(minute, 395, 80) - 9 * bump(minute, 185, 90);
  level +=
    mealsOf(person, parameters, day, minute) + mealsOf(person, parameters, day - 1, minute + 1440);
  level += exerciseOf(person, parameters, day, minute);
  level += compressionOf(person, parameters, day, minute);
  level += parameters.driftMgDl * waveAt(person.seed, topic.drift, minutes / 95);
  level += 3 * waveAt(person.seed, topic.ripple, minutes / 22);
  return level;
}

/** The sensor's own noise at an instant, in mg/dL. */
export function noiseAt(person: Person, atMs: number): number {
  return 1.3 * bellAt(person.seed, topic.noise, Math.floor(atMs / 1000));
}

/** What a person eats, and injects for it. */
export interface Meal {
  readonly atMs: number;
  readonly carbsGrams: number;
  /** 0 when the person forgets it. */
  readonly insulinUnits: number;
}

/** The meals of a day, which counts from 1970 by the person's clock at home. */
export function mealsOn(person: Person, day: number): readonly Meal[] {
  const parameters = profileParameters[person.profile];
  const eaten = meals.flatMap((_, slot) => (isEaten(person, slot, day) ? [slot] : []));
  return eaten.map((slot) => {
    const carbsGrams = Math.round(sizeOf(person, parameters, slot, day) / 1.8);
    const bolus = chanceAt(person.seed, topic.mealBolus + slot, day);
    const share =
      bolus < parameters.missedBolusShare ? 0 : bolus > 1 - parameters.overBolusShare ? 1.6 : 1;
    return {
      atMs: instantOf(person, day, startMinuteOf(person, slot, day)),
      carbsGrams,
      insulinUnits: Math.round(2 * share * (carbsGrams / 10)) / 2,
    };
  });
}

/** When the person exercises on a day, and for how long; null on most. */
export function exerciseOn(
  person: Person,
  day: number,
): { readonly atMs: number; readonly minutes: number } | null {
  const { exerciseShare } = profileParameters[person.profile];
  if (chanceAt(person.seed, topic.exercise, day) >= exerciseShare) return null;
  return {
    atMs: instantOf(person, day, exerciseMinuteOf(person, day)),
    minutes: Math.round(1.5 * exerciseSizeOf(person, day)),
  };
}

/** The day on which an instant falls, from 1970 by the person's clock at home. */
export function dayOf(person: Person, atMs: number): number {
  return Math.floor((atMs / minuteMs + person.homeUtcOffsetMinutes) / dayMinutes);
}

/** Of a minute of a day by the person's clock at home. */
export function instantOf(person: Person, day: number, minute: number): number {
  return Math.round((day * dayMinutes + minute - person.homeUtcOffsetMinutes) * minuteMs);
}

function isEaten(person: Person, slot: number, day: number): boolean {
  return chanceAt(person.seed, topic.mealTaken + slot, day) < (meals[slot]?.share ?? 0);
}

function startMinuteOf(person: Person, slot: number, day: number): number {
  const { minute = 0, spread = 0 } = meals[slot] ?? {};
  return minute + spread * (2 * chanceAt(person.seed, topic.mealMinute + slot, day) - 1);
}

function sizeOf(person: Person, { meal }: ProfileParameters, slot: number, day: number): number {
  const share = meals[slot]?.size ?? 0;
  return share * within(chanceAt(person.seed, topic.mealSize + slot, day), meal);
}

function exerciseMinuteOf(person: Person, day: number): number {
  return within(chanceAt(person.seed, topic.exerciseMinute, day), [960, 1200]);
}

function exerciseSizeOf(person: Person, day: number): number {
  return within(chanceAt(person.seed, topic.exerciseSize, day), [18, 48]);
}

/** `minute` counts from the start of `day` and may lie in the next one. */
function mealsOf(
  person: Person,
  parameters: ProfileParameters,
  day: number,
  minute: number,
): number {
  let sum = 0;
  for (let slot = 0; slot < meals.length; slot++) {
    if (!isEaten(person, slot, day)) continue;
    const since = minute - startMinuteOf(person, slot, day);
    if (since <= 0 || since > 600) continue;
    const size = sizeOf(person, parameters, slot, day);
    sum += size * mealShape(parameters, chanceAt(person.seed, topic.mealBolus + slot, day), since);
  }
  return sum;
}

/** A meal's rise, less what the insulin takes back: nothing of it, the right part, or too much. */
function mealShape(parameters: ProfileParameters, chance: number, since: number): number {
  if (chance < parameters.missedBolusShare)
    return 1.75 * rise(since, 85) - 0.5 * rise(since - 210, 90);
  const pull = chance > 1 - parameters.overBolusShare ? 0.85 : 0.3;
  return 1.25 * rise(since, 62) - pull * rise(since - 25, 130);
}

function exerciseOf(
  person: Person,
  parameters: ProfileParameters,
  day: number,
  minute: number,
): number {
  if (chanceAt(person.seed, topic.exercise, day) >= parameters.exerciseShare) return 0;
  return -exerciseSizeOf(person, day) * rise(minute - exerciseMinuteOf(person, day), 65);
}

/** Somebody lies on the sensor: the reading falls within minutes and comes back as fast. */
function compressionOf(
  person: Person,
  parameters: ProfileParameters,
  day: number,
  minute: number,
): number {
  if (
    minute > 420 ||
    chanceAt(person.seed, topic.compression, day) >= parameters.compressionShare
  ) {
    return 0;
  }
  const start = within(chanceAt(person.seed, topic.compressionMinute, day), [50, 300]);
  const length = within(chanceAt(person.seed, topic.compressionLength, day), [20, 50]);
  const depth = within(chanceAt(person.seed, topic.compressionDepth, day), [35, 75]);
  const edge = 9;
  const inside = Math.min(minute - start, start + length - minute) / edge;
  return -depth * Math.max(0, Math.min(1, inside));
}

/** Rises from 0 to 1 at `peak` minutes and fades over several times that. */
function rise(since: number, peak: number): number {
  if (since <= 0) return 0;
  const part = since / peak;
  return part * part * Math.exp(2 * (1 - part));
}

function bump(minute: number, centre: number, width: number): number {
  const away = (minute - centre) / width;
  return Math.exp(-0.5 * away * away);
}

/** A smooth wave within ±1 through one random knot a unit. */
function waveAt(seed: number, topicOfWave: number, position: number): number {
  const knot = Math.floor(position);
  const part = position - knot;
  const before = chanceAt(seed, topicOfWave, knot);
  const after = chanceAt(seed, topicOfWave, knot + 1);
  const ease = part * part * (3 - 2 * part);
  return 2 * (before + (after - before) * ease) - 1;
}
