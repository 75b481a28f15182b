import { indexAtOrAfter, minuteMs } from './series.ts';
import { type GlucoseTrace, isAfterGap, minutesOfReading, standsUntilMs } from './trace.ts';

/**
 * Extended episodes, by the consensus that defines the episodes: a low of more than 120 consecutive
 * minutes below 70 mg/dL; a high of at least 90 minutes above 250 mg/dL within 120 minutes, which need
 * not be consecutive. Both are asked of an episode of level 1, whose end is theirs as well. As for the
 * episodes themselves, jitter of up to a fifth of a cadence is forgiven.
 */
const lowMinutes = 120;
const lowBelowMgDl = 70;
const highMinutesMin = 90;
const highWithinMinutes = 120;
const highAboveMgDl = 250;
const jitterShare = 0.2;

/** An episode of level 1, as far as this asks of it. */
interface EpisodeSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** Whether readings of the episode follow each other below 70 mg/dL for more than 120 minutes. */
export function isExtendedLow(trace: GlucoseTrace, episode: EpisodeSpan): boolean {
  const { takenAtMs, valueMgDl } = trace;
  const [start, end] = indexesOf(trace, episode);
  let first = -1;
  for (let i = start; i < end; i++) {
    if ((valueMgDl[i] as number) >= lowBelowMgDl) first = -1;
    else if (first < 0 || isAfterGap(trace, i)) first = i;
    if (first < 0) continue;
    const standsFor = minutesOfReading(trace, i);
    const elapsedMs = (takenAtMs[i] as number) - (takenAtMs[first] as number);
    const minutes = elapsedMs / minuteMs + standsFor;
    if (minutes - jitterShare * standsFor > lowMinutes) return true;
  }
  return false;
}

/** Whether some 120 minutes of the episode have 90 minutes above 250 mg/dL. */
export function isExtendedHigh(trace: GlucoseTrace, episode: EpisodeSpan): boolean {
  const { takenAtMs, valueMgDl } = trace;
  const [start, end] = indexesOf(trace, episode);
  const steep: Steep = { fromMs: [], toMs: [], beforeMs: [] };
  let totalMs = 0;
  let jitterMs = 0;
  for (let i = start; i < end; i++) {
    if ((valueMgDl[i] as number) <= highAboveMgDl) continue;
    const fromMs = takenAtMs[i] as number;
    const toMs = standsUntilMs(trace, i);
    steep.fromMs.push(fromMs);
    steep.toMs.push(toMs);
    steep.beforeMs.push(totalMs);
    totalMs += toMs - fromMs;
    jitterMs = Math.max(jitterMs, jitterShare * minutesOfReading(trace, i) * minuteMs);
  }
  const neededMs = highMinutesMin * minuteMs - jitterMs;
  const withinMs = highWithinMinutes * minuteMs;
  const isSteepFrom = (atMs: number) =>
    steepUntil(steep, atMs + withinMs) - steepUntil(steep, atMs) >= neededMs;
  // The fullest window begins where such a time begins, or ends where one ends.
  return steep.fromMs.some(isSteepFrom) || steep.toMs.some((atMs) => isSteepFrom(atMs - withinMs));
}

/** The times above 250 mg/dL, a reading each, ascending. */
interface Steep {
  readonly fromMs: number[];
  readonly toMs: number[];
  /** How long it was above 250 mg/dL in the times before. */
  readonly beforeMs: number[];
}

/** How long it was above 250 mg/dL until an instant. */
function steepUntil({ fromMs, toMs, beforeMs }: Steep, atMs: number): number {
  const last = indexAtOrAfter(fromMs, atMs) - 1;
  if (last < 0) return 0;
  const untilMs = Math.min(atMs, toMs[last] as number);
  return (beforeMs[last] as number) + untilMs - (fromMs[last] as number);
}

function indexesOf({ takenAtMs }: GlucoseTrace, { startMs, endMs }: EpisodeSpan) {
  return [indexAtOrAfter(takenAtMs, startMs), indexAtOrAfter(takenAtMs, endMs)] as const;
}
