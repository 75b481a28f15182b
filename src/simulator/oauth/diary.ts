import {
  chanceAt,
  dayOf,
  exerciseOn,
  instantOf,
  levelAt,
  mealsOn,
  type Person,
  within,
} from '#simulator/people';
import { dataSince } from './egvs.ts';
import type { OAuthWorld } from './oauth-world.ts';
import type { Realm } from './realm.ts';
import { changeAt, type EntryOrder, type Wearer } from './wearer.ts';

/**
 * What a wearer enters: the meals, insulin and exercise that the person's glucose follows, what
 * orders add to them, and finger-sticks that calibrate the sensor. A pure function of the person and
 * the time, like all readings.
 */
export interface Entry extends EntryOrder {
  readonly status: 'created' | 'updated' | 'deleted';
  /** How often it was changed. */
  readonly changeCount: number;
  readonly arrivedAtMs: number;
}

interface Span {
  readonly nowMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

const topic = { typed: 411, injected: 412, stick: 413, stickMinute: 414, note: 415 };
const minuteMs = 60_000;
const dayMs = 86_400_000;
const notes = ['Lunch out', 'Long walk', 'Slept badly'] as const;

/** Entries of the span as they are shown, newest first. Both ends belong to it. */
export function entriesOf(
  world: OAuthWorld,
  realm: Realm,
  wearer: Wearer,
  { nowMs, fromMs, toMs }: Span,
): readonly Entry[] {
  const { settings, record } = wearer;
  if (settings.product === 'one') return [];
  const sinceMs = Math.max(fromMs, dataSince(world, wearer));
  record.source ??= record.createSource(record);
  const { person } = record.source;
  const written = person && settings.hasDiary ? diaryOf(person, sinceMs, toMs) : [];
  const shown = [...written, ...wearer.entered].flatMap((entry) => {
    const dueAtMs = entry.visibleAtMs ?? entry.recordedAtMs + world.style.holdMs[realm];
    return dueAtMs <= nowMs ? asChanged(wearer, entry, dueAtMs, nowMs) : [];
  });
  return shown
    .filter(({ atMs }) => atMs >= sinceMs && atMs <= toMs)
    .sort((one, other) => other.atMs - one.atMs);
}

function asChanged(wearer: Wearer, entry: EntryOrder, dueAtMs: number, nowMs: number): Entry {
  const made = changeAt(wearer, entry.key, nowMs);
  if (!made) return { ...entry, status: 'created', changeCount: 0, arrivedAtMs: dueAtMs };
  const { change, count } = made;
  return {
    ...entry,
    atMs: change.atMs ?? entry.atMs,
    value: change.value ?? entry.value,
    status: change.isDeleted ? 'deleted' : 'updated',
    changeCount: count,
    arrivedAtMs: Math.max(dueAtMs, change.fromMs),
  };
}

/** The day before is looked at as well: an entry may be moved into the span. */
function diaryOf(person: Person, fromMs: number, toMs: number): readonly EntryOrder[] {
  const entries: EntryOrder[] = [];
  for (let day = dayOf(person, fromMs - dayMs); day <= dayOf(person, toMs); day++) {
    entries.push(...mealEntries(person, day), ...otherEntries(person, day));
  }
  return entries;
}

function mealEntries(person: Person, day: number): readonly EntryOrder[] {
  return mealsOn(person, day).flatMap(({ atMs, carbsGrams, insulinUnits }, number) => {
    const carbs = entryOf(person, 'carbs', `${day}.${number}`, atMs, {
      value: `${carbsGrams}`,
      unit: 'grams',
    });
    if (insulinUnits === 0) return [carbs];
    const insulin = entryOf(person, 'insulin', `${day}.${number}`, atMs - 5 * minuteMs, {
      subType: 'fastActing',
      value: `${insulinUnits}`,
      unit: 'units',
    });
    return [carbs, insulin];
  });
}

function otherEntries(person: Person, day: number): readonly EntryOrder[] {
  const { seed } = person;
  const entries = [
    entryOf(person, 'insulin', `${day}.long`, instantOf(person, day, 1320), {
      subType: 'longActing',
      value: `${12 + Math.round(8 * chanceAt(seed, topic.injected, 0))}`,
      unit: 'units',
    }),
  ];
  const exercise = exerciseOn(person, day);
  if (exercise) {
    entries.push(
      entryOf(person, 'exercise', `${day}`, exercise.atMs, {
        subType: exercise.minutes > 45 ? 'heavy' : 'medium',
        value: `${exercise.minutes}`,
        unit: 'minutes',
      }),
    );
  }
  if (chanceAt(seed, topic.stick, day) < 0.3) {
    const minute = within(chanceAt(seed, topic.stickMinute, day), [420, 1300]);
    const atMs = instantOf(person, day, minute);
    const value = `${Math.round(Math.max(40, levelAt(person, atMs) + 4))}`;
    entries.push(entryOf(person, 'calibration', `${day}`, atMs, { value, unit: 'mg/dL' }));
  }
  if (chanceAt(seed, topic.note, day) < 0.1) {
    const text = notes[day % notes.length] ?? notes[0];
    const atMs = instantOf(person, day, 1260);
    entries.push(entryOf(person, 'notes', `${day}`, atMs, { value: text }));
  }
  return entries;
}

function entryOf(
  person: Person,
  type: EntryOrder['type'],
  number: string,
  atMs: number,
  told: Partial<Pick<EntryOrder, 'subType' | 'value' | 'unit'>>,
): EntryOrder {
  const day = Math.floor(atMs / minuteMs);
  const waitMs = Math.round(chanceAt(person.seed, topic.typed, day) * 10 * minuteMs);
  return {
    key: `${type}/${number}`,
    type,
    subType: null,
    value: null,
    unit: null,
    ...told,
    atMs: 1000 * Math.floor(atMs / 1000),
    recordedAtMs: 1000 * Math.floor((atMs + waitMs) / 1000),
    visibleAtMs: null,
  };
}
