import type { Db } from '#db';
import { factsOf } from '#providers';
import { findStoredAround, type StoredEntry, type Surroundings } from './find-stored-around.ts';
import type { IncomingBatch } from './incoming-batch.ts';
import { lockUsersSamples } from './lock-users-samples.ts';
import { findKnownCadences, noteSensorCadences } from './note-sensor-cadences.ts';
import {
  areAnyNear,
  type Contradiction,
  type DatedEntry,
  type Entry,
  instantsOfReadings,
  isContradictedIn,
  isOfProvider,
  isSame,
  letterOfOrigin,
  type MatchedEntries,
  type MatchedEntry,
  matchReadings,
  mayOverwrite,
  type SensorCadence,
  toSecond,
  trends,
  withoutContradictions,
} from './readings/index.ts';

/** A sample as it is to be written. */
export interface SampleRow {
  /** The index of the batch that brought it. */
  readonly batch: number;
  /** Or it is there, and is revised. */
  readonly isNew: boolean;
  /** What is revised was told by a provider, and nobody imported it. */
  readonly wasTold: boolean;
  readonly userId: string;
  readonly takenAt: Date;
  readonly family: number;
  readonly provider: number;
  /** As it is stored. */
  readonly origin: string;
  readonly valueMgDl: number;
  readonly trend: number;
  readonly utcOffsetMinutes: number | null;
  readonly receivedAt: Date;
  readonly isLate: boolean;
}

interface ToldEntry extends DatedEntry {
  readonly utcOffsetMinutes: number | null;
}

/** What batches told: what is to be written, and what is not since it contradicts what is stored. */
export interface RowsToWrite {
  readonly rows: readonly SampleRow[];
  /** By the index of the batch. */
  readonly contradicting: ReadonlyMap<number, readonly Contradiction[]>;
}

/** A batch that is not empty, and where it is to be written. */
interface ToldBatch extends Surroundings {
  readonly batch: number;
  readonly incoming: IncomingBatch;
  readonly entries: readonly ToldEntry[];
}

/**
 * What is to be written of what batches told, by what is stored around it. The samples of their users
 * are locked from here on; and what the readings show of their sensors' cadence is noted.
 */
export async function findRowsToWrite(
  db: Db,
  batches: readonly IncomingBatch[],
): Promise<RowsToWrite> {
  const told = batches.flatMap(toldBatchOf);
  const contradicting = new Map<number, readonly Contradiction[]>();
  if (told.length === 0) return { rows: [], contradicting };
  await lockUsersSamples(
    db,
    told.map(({ userId }) => userId),
  );
  const stored = await findStoredAround(db, told);
  const known = await findCadencesOfNear(db, told, stored);
  const written = new Map<string, StoredEntry[]>();
  const rows = told.flatMap((each, i) => {
    const { userId, family, entries, incoming } = each;
    const cadences = known.get(userId) ?? [];
    // Of one user a later batch meets what an earlier one brought.
    const before = written.get(`${userId} ${family}`) ?? [];
    const around = [...(stored[i] ?? []), ...before];
    const told = withKnownTrends(each, around, matchReadings(around, entries, cadences));
    const matched = guarded(each, around, heard(each, around, told));
    if (matched.contradicting.length > 0) contradicting.set(each.batch, matched.contradicting);
    const { origin } = incoming;
    const created = matched.created.map(({ takenAtMs, entry }) => ({
      ...entry,
      takenAtMs,
      origin,
    }));
    written.set(`${userId} ${family}`, [...before, ...created]);
    return [
      ...matched.created.map((match) => rowOf(each, match, null)),
      ...matched.revised.map((match) => rowOf(each, match, around)),
    ];
  });
  await noteSensorCadences(
    db,
    told.map(({ batch, userId, incoming: { newestTakenAt }, entries }) => {
      const isDoubted = isContradictedIn(contradicting.get(batch) ?? []);
      const times = entries.flatMap((entry) => (isDoubted(entry) ? [] : [entry.takenAtMs]));
      const readingsAtMs = instantsOfReadings(times, known.get(userId) ?? []);
      return { userId, newestTakenAt, readingsAtMs };
    }),
  );
  return { rows, contradicting };
}

const noTrend = trends.indexOf('NONE');

/** The OAuth API leaves out trends that Share told: what it does not know takes none away. */
function withKnownTrends(
  { incoming: { origin } }: ToldBatch,
  stored: readonly StoredEntry[],
  matched: MatchedEntries<ToldEntry>,
): MatchedEntries<ToldEntry> {
  if (origin !== 'OAUTH' || matched.revised.length === 0) return matched;
  const sampleAt = new Map(stored.map((sample) => [sample.takenAtMs, sample]));
  const revised = matched.revised.flatMap((match) => {
    const sample = sampleAt.get(match.takenAtMs);
    if (!sample || match.entry.trend !== noTrend) return [match];
    const entry = { ...match.entry, trend: sample.trend };
    return isSame(sample, entry) ? [] : [{ ...match, entry }];
  });
  return { ...matched, revised };
}

/** Without the values that may not take the place of what somebody else told. */
function heard(
  { incoming: { origin } }: ToldBatch,
  stored: readonly StoredEntry[],
  matched: MatchedEntries<ToldEntry>,
): MatchedEntries<ToldEntry> {
  const silent = stored.filter((sample) => !mayOverwrite(origin, sample.origin));
  if (silent.length === 0) return matched;
  const kept = new Set(silent.map(({ takenAtMs }) => takenAtMs));
  const isHeard = ({ takenAtMs }: MatchedEntry<ToldEntry>) => !kept.has(takenAtMs);
  const { created, revised, confirmed } = matched;
  return { created, revised: revised.filter(isHeard), confirmed: confirmed.filter(isHeard) };
}

function guarded(
  { incoming: { guard } }: ToldBatch,
  stored: readonly StoredEntry[],
  matched: MatchedEntries<ToldEntry>,
) {
  if (!guard) return { ...matched, contradicting: [] };
  const evidence = stored.filter(({ origin }) => isOfProvider(origin));
  return withoutContradictions(evidence, matched, guard);
}

function toldBatchOf(incoming: IncomingBatch, batch: number): ToldBatch[] {
  const { userId, provider, readings } = incoming;
  if (readings.length === 0) return [];
  const times = readings.map(({ takenAtMs }) => takenAtMs);
  const entries = readings.map((reading) => ({ ...reading, trend: trends.indexOf(reading.trend) }));
  const fromMs = times.reduce((a, b) => Math.min(a, b));
  const toMs = times.reduce((a, b) => Math.max(a, b));
  const { sensorFamily: family } = factsOf(provider);
  return [{ batch, incoming, entries, userId, family, fromMs, toMs }];
}

/** Cadences matter only where instants are near each other, which those of most people never are. */
async function findCadencesOfNear(
  db: Db,
  told: readonly ToldBatch[],
  stored: readonly (readonly Entry[])[],
): Promise<ReadonlyMap<string, readonly SensorCadence[]>> {
  const near = told.filter(({ entries }, i) => {
    const seconds = [...(stored[i] ?? []), ...entries].map((each) => toSecond(each.takenAtMs));
    return areAnyNear([...new Set(seconds)].sort((a, b) => a - b));
  });
  if (near.length === 0) return new Map();
  return findKnownCadences(
    db,
    near.map(({ userId }) => userId),
  );
}

function rowOf(
  { batch, incoming, userId, family }: ToldBatch,
  { takenAtMs, entry }: MatchedEntry<ToldEntry>,
  stored: readonly StoredEntry[] | null,
): SampleRow {
  const { provider, origin: told, receivedAt, newestTakenAt } = incoming;
  const { valueMgDl, trend, utcOffsetMinutes } = entry;
  const takenAt = new Date(takenAtMs);
  const isLate = newestTakenAt !== null && takenAt < newestTakenAt;
  const { number } = factsOf(provider);
  const origin = letterOfOrigin(told);
  const source = { family, provider: number, origin };
  const value = { valueMgDl, trend, utcOffsetMinutes };
  const before = stored?.find((sample) => sample.takenAtMs === takenAtMs);
  const is = { isNew: stored === null, wasTold: before ? isOfProvider(before.origin) : false };
  return { batch, ...is, userId, takenAt, ...source, ...value, receivedAt, isLate };
}
