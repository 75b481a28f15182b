import { isExtendedHigh, isExtendedLow } from './extended-episodes.ts';
import { minuteMs } from './series.ts';
import { type GlucoseTrace, isAfterGap, minutesOfReading } from './trace.ts';

/**
 * Episodes of low and high glucose, by the international consensus for trials (Battelino 2023, Lancet
 * Diabetes Endocrinol 11:42, doi 10.1016/S2213-8587(22)00319-9): an episode begins with at least 15
 * minutes beyond the threshold, and ends when at least 15 minutes on the near side of it follow.
 *
 * Minutes are told from readings: consecutive ones last from the first of them to the last, plus the
 * time that the last stands for, so that three readings at five minutes are 15 minutes; jitter of up
 * to a fifth of a cadence is forgiven. An episode begins at its first reading beyond the threshold
 * and ends at the first reading back; shorter recoveries before its end belong to it. A gap of over
 * 45 minutes ends what it meets, at the last reading before it plus the time that this one stands for.
 */
export interface GlucoseEpisode {
  readonly startMs: number;
  readonly endMs: number;
  readonly minutes: number;
  /** The lowest value of a low episode, the highest of a high one. LOW is 39 and HIGH is 401. */
  readonly extremeMgDl: number;
  /** Readings from start to end. */
  readonly count: number;
  /** The readings end, by a gap or for good, before a recovery was seen. */
  readonly isCutOff: boolean;
}

export interface LevelOneEpisode extends GlucoseEpisode {
  /** Within it there is an episode of level 2. Level 1 alone is the episodes where there is none. */
  readonly reachesLevelTwo: boolean;
  /** Whether it is an extended one, see `extended-episodes.ts`. */
  readonly isExtended: boolean;
}

export interface Episodes {
  readonly low: {
    /** Below 70 mg/dL, those that go below 54 among them. */
    readonly levelOne: readonly LevelOneEpisode[];
    /** Below 54 mg/dL. One of level 1 may hold several. */
    readonly levelTwo: readonly GlucoseEpisode[];
  };
  readonly high: {
    /** Above 180 mg/dL, those that go above 250 among them. */
    readonly levelOne: readonly LevelOneEpisode[];
    /** Above 250 mg/dL. */
    readonly levelTwo: readonly GlucoseEpisode[];
  };
}

export const episodeMinutesMin = 15;
const jitterShare = 0.2;

export function episodesOf(trace: GlucoseTrace): Episodes {
  const lows = episodesBeyond(trace, 'below', 70);
  const deepLows = episodesBeyond(trace, 'below', 54);
  const highs = episodesBeyond(trace, 'above', 180);
  const steepHighs = episodesBeyond(trace, 'above', 250);
  return {
    low: {
      levelOne: withLevelTwo(lows, deepLows, (low) => isExtendedLow(trace, low)),
      levelTwo: deepLows,
    },
    high: {
      levelOne: withLevelTwo(highs, steepHighs, (high) => isExtendedHigh(trace, high)),
      levelTwo: steepHighs,
    },
  };
}

/** The episodes strictly below, or strictly above, a threshold of one's own, in order. */
export function episodesBeyond(
  trace: GlucoseTrace,
  side: 'below' | 'above',
  thresholdMgDl: number,
): readonly GlucoseEpisode[] {
  const runs = runsOf(trace, side, thresholdMgDl);
  const episodes: GlucoseEpisode[] = [];
  let first: Run | null = null;
  let last: Run | null = null;
  for (const run of runs) {
    if (first !== null && last !== null && endsBefore(run)) {
      episodes.push(episodeOf(trace, side, first, last, run));
      first = null;
    }
    if (!run.isBeyond) continue;
    if (first === null && run.isLong) first = run;
    last = run;
  }
  if (first !== null && last !== null) episodes.push(episodeOf(trace, side, first, last, null));
  return episodes;
}

/** Consecutive readings on one side of the threshold, without a gap. */
interface Run {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly isBeyond: boolean;
  readonly isLong: boolean;
  readonly isAfterGap: boolean;
}

function runsOf(trace: GlucoseTrace, side: 'below' | 'above', thresholdMgDl: number): Run[] {
  const { valueMgDl } = trace;
  const runs: Run[] = [];
  let start = 0;
  for (let i = 0; i < valueMgDl.length; i++) {
    const isBeyond = isBeyondAt(valueMgDl, i, side, thresholdMgDl);
    const isLast = i === valueMgDl.length - 1;
    const goesOn = !isLast && isBeyondAt(valueMgDl, i + 1, side, thresholdMgDl) === isBeyond;
    if (goesOn && !isAfterGap(trace, i + 1)) continue;
    const end = i + 1;
    const isLong = isLongRun(trace, start, end);
    runs.push({ start, end, isBeyond, isLong, isAfterGap: isAfterGap(trace, start) });
    start = end;
  }
  return runs;
}

function isBeyondAt(
  valueMgDl: Float64Array,
  index: number,
  side: 'below' | 'above',
  thresholdMgDl: number,
): boolean {
  const value = valueMgDl[index] as number;
  return side === 'below' ? value < thresholdMgDl : value > thresholdMgDl;
}

function isLongRun(trace: GlucoseTrace, start: number, end: number): boolean {
  const standsFor = minutesOfReading(trace, end - 1);
  const elapsedMs = (trace.takenAtMs[end - 1] as number) - (trace.takenAtMs[start] as number);
  const minutes = elapsedMs / minuteMs + standsFor;
  return minutes + jitterShare * standsFor >= episodeMinutesMin;
}

/** Whether an episode that is under way is over when this run begins. */
function endsBefore(run: Run): boolean {
  return run.isAfterGap || (!run.isBeyond && run.isLong);
}

/** The episode from the first to the last run beyond the threshold, ended by `next`. */
function episodeOf(
  trace: GlucoseTrace,
  side: 'below' | 'above',
  first: Run,
  last: Run,
  next: Run | null,
): GlucoseEpisode {
  const { takenAtMs, valueMgDl } = trace;
  const isRecovered = next !== null && !next.isAfterGap;
  const startMs = takenAtMs[first.start] as number;
  const lastMs = takenAtMs[last.end - 1] as number;
  const isFollowed = last.end < takenAtMs.length && !isAfterGap(trace, last.end);
  const endMs = isFollowed
    ? (takenAtMs[last.end] as number)
    : lastMs + minutesOfReading(trace, last.end - 1) * minuteMs;
  let extremeMgDl = valueMgDl[first.start] as number;
  for (let i = first.start; i < last.end; i++) {
    const value = valueMgDl[i] as number;
    if (side === 'below' ? value < extremeMgDl : value > extremeMgDl) extremeMgDl = value;
  }
  const minutes = (endMs - startMs) / minuteMs;
  const count = last.end - first.start;
  return { startMs, endMs, minutes, extremeMgDl, count, isCutOff: !isRecovered };
}

function withLevelTwo(
  episodes: readonly GlucoseEpisode[],
  deeper: readonly GlucoseEpisode[],
  isExtended: (episode: GlucoseEpisode) => boolean,
): readonly LevelOneEpisode[] {
  let next = 0;
  return episodes.map((episode) => {
    while (next < deeper.length && (deeper[next]?.startMs ?? 0) < episode.startMs) next += 1;
    const reachesLevelTwo = (deeper[next]?.startMs ?? Number.POSITIVE_INFINITY) < episode.endMs;
    return { ...episode, reachesLevelTwo, isExtended: isExtended(episode) };
  });
}
