import type { Entry } from '#src/glucose/readings/entry.ts';
import { matchReadings, trends, withoutContradictions } from '#src/glucose/readings/index.ts';
import { type ClockJudgement, judgeClock } from '#src/poller/ask/judge-clock.ts';
import type { KnownAsideReading } from '#src/poller/ask/put-aside.ts';
import { readingsOf } from '#src/poller/ask/sort-readings.ts';
import { decidePoll } from '#src/poller/decide/decide-poll.ts';
import { emptyPollMemory } from '#src/poller/policy/poll-memory.ts';
import { windowFor } from '#src/poller/policy/window-for.ts';
import type { ClaimedPoll } from '#src/poller/poll/claimed-poll.ts';
import { readBatch } from '#src/providers/dexcom-share/reading.ts';
import { seededRandom } from '#std/random';
import { claimedPoll, hourMs, minuteMs, nowMs, readOutcome, secondMs } from './polls.ts';

/** What a sensor measured: when, and what. */
export interface Measured {
  readonly atMs: number;
  readonly valueMgDl: number;
}

/** Under which time a device tells what was measured, and how long after it; null where it does not. */
export type Device = (
  measured: Measured,
) => { readonly errorMs: number; readonly delayMs: number } | null;

/** A wearer who is linked at `nowMs`. */
export interface Wearer {
  readonly measured: readonly Measured[];
  /** The first one is right, and its readings are looked for. */
  readonly devices: readonly [phone: Device, ...others: Device[]];
  readonly hours: number;
  /** Nobody asks between these hours after the link. */
  readonly pause?: readonly [fromHour: number, toHour: number];
}

/** What became of the readings. */
export interface Served {
  /** Samples that were ever written, and that the first device never told so. */
  readonly wrongCount: number;
  /** What the first device told, and is no sample a while later. */
  readonly missingCount: number;
  /** How long after it was told, outside of the pause, the last of these was served. */
  readonly latestMs: number;
  /** So many were served later than a cadence after. */
  readonly lateCount: number;
  readonly states: readonly string[];
}

interface Run {
  poll: ClaimedPoll;
  readonly samples: Map<number, Entry>;
  readonly known: Map<number, KnownAsideReading>;
  readonly states: Set<string>;
  /** Each sample as it was written, and when. */
  readonly written: (Measured & { readonly writtenAtMs: number })[];
}

const sameMs = 16 * secondMs;
const settledMs = 12 * minuteMs;

/** Polls a wearer by the rules alone, with neither a database nor a wire, as the poller would. */
export function pollWearer(wearer: Wearer): Served {
  const { devices, hours, pause } = wearer;
  const untilMs = nowMs + hours * hourMs;
  const [fromMs, toMs] = (pause ?? [0, 0]).map((hour) => nowMs + hour * hourMs) as [number, number];
  const told = devices.flatMap((device) => tellingsOf(wearer, device));
  told.sort((one, other) => other.takenAtMs - one.takenAtMs);
  const random = seededRandom(7);
  const run: Run = {
    poll: claimedPoll({ memory: emptyPollMemory, newestTakenAt: null, state: 'WAITING' }),
    ...{ samples: new Map(), known: new Map(), states: new Set(), written: [] },
  };
  let atMs = nowMs;
  while (atMs < untilMs) {
    if (atMs > fromMs && atMs < toMs) atMs = toMs;
    atMs = pollOnce(run, told, atMs, random);
  }
  return servedOf(run, tellingsOf(wearer, devices[0]), { untilMs, fromMs, toMs });
}

interface Telling {
  readonly takenAtMs: number;
  readonly valueMgDl: number;
  readonly visibleAtMs: number;
}

function tellingsOf({ measured }: Wearer, device: Device): Telling[] {
  return measured.flatMap((each) => {
    const telling = device(each);
    if (!telling) return [];
    const { atMs, valueMgDl } = each;
    const takenAtMs = atMs + telling.errorMs;
    return [{ takenAtMs, valueMgDl, visibleAtMs: atMs + telling.delayMs }];
  });
}

/** Gives when to poll next. */
function pollOnce(run: Run, told: readonly Telling[], atMs: number, random: () => number): number {
  const { poll, known } = run;
  const window = windowFor(poll.memory, atMs);
  const entries = told
    .filter(({ visibleAtMs }) => visibleAtMs <= atMs)
    .filter(({ takenAtMs }) => takenAtMs > atMs - window.minutes * minuteMs)
    .slice(0, Math.max(288, window.maxCount))
    .map(({ takenAtMs, valueMgDl }) => wireEntry(takenAtMs, valueMgDl));
  const answered = { requestedAtMs: atMs - 200, answeredAtMs: atMs };
  const outcome = readOutcome([], { ...answered, window, batch: readBatch(entries) });
  const sorted = readingsOf(poll, outcome, new Date(atMs), known);
  const contradicting = writeSamples(run, sorted.incoming, atMs);
  const clock = judgeClock(poll, outcome, sorted, contradicting, known);
  keepAside(run, clock, atMs);
  const isAgainst = new Set(contradicting.map(({ takenAtMs }) => takenAtMs));
  const readings = sorted.readings.filter(({ takenAtMs }) => !isAgainst.has(takenAtMs));
  const decision = decidePoll({
    ...{ poll, outcome, readings, clock, nowMs: atMs, random },
    ...{ isRegionRefusing: false, typical: null },
  });
  run.states.add(decision.state);
  const { memory, reason, state, stateSinceMs, newestTakenAtMs, nextPollAtMs } = decision;
  const newestTakenAt = newestTakenAtMs === null ? null : new Date(newestTakenAtMs);
  const rejectedCount = [...known.values()].filter((each) => each.reason !== 'believed').length;
  const stateSince = new Date(stateSinceMs);
  run.poll = { ...poll, memory, reason, state, stateSince, newestTakenAt, rejectedCount };
  return Math.max(atMs + 1, nextPollAtMs);
}

function wireEntry(takenAtMs: number, valueMgDl: number) {
  const date = `Date(${takenAtMs})`;
  const displayed = `Date(${takenAtMs}+0000)`;
  return { WT: date, ST: date, DT: displayed, Value: valueMgDl, Trend: 'Flat' };
}

/** As ingestion does; gives what contradicts the samples. */
function writeSamples(
  { poll, samples, written }: Run,
  incoming: ReturnType<typeof readingsOf>['incoming'],
  atMs: number,
) {
  const stored = [...samples.values()].sort((one, other) => one.takenAtMs - other.takenAtMs);
  const entries = incoming.map((each) => ({ ...each, trend: trends.indexOf(each.trend) }));
  const { cadenceMs } = poll.memory;
  const guard = { untilMs: atMs - 2 * Math.max(cadenceMs, minuteMs), cadenceMs };
  const matched = withoutContradictions(stored, matchReadings(stored, entries, []), guard);
  for (const { takenAtMs, entry } of [...matched.created, ...matched.revised]) {
    samples.set(takenAtMs, { ...entry, takenAtMs });
    written.push({ atMs: takenAtMs, valueMgDl: entry.valueMgDl, writtenAtMs: atMs });
  }
  return matched.contradicting;
}

function keepAside({ known }: Run, clock: ClockJudgement, seenAtMs: number): void {
  for (const { reading, reason } of clock.aside) {
    const { takenAtMs, valueMgDl } = reading;
    if (!known.has(takenAtMs)) known.set(takenAtMs, { valueMgDl, reason, seenAtMs });
  }
  const rule = (atMs: number, reason: 'believed' | 'clock-behind') => {
    const before = known.get(atMs);
    if (before) known.set(atMs, { ...before, reason });
  };
  for (const atMs of clock.believed) rule(atMs, 'believed');
  for (const atMs of clock.behind) rule(atMs, 'clock-behind');
}

function servedOf(
  { written, states }: Run,
  tellings: readonly Telling[],
  { untilMs, fromMs, toMs }: Readonly<Record<'untilMs' | 'fromMs' | 'toMs', number>>,
): Served {
  const isSame = (telling: Telling, sample: Measured) =>
    Math.abs(telling.takenAtMs - sample.atMs) < sameMs && telling.valueMgDl === sample.valueMgDl;
  const wrong = written.filter((sample) => !tellings.some((each) => isSame(each, sample)));
  const looked = tellings.filter(
    (each) => each.takenAtMs > nowMs - 20 * hourMs && each.visibleAtMs < untilMs - settledMs,
  );
  const delaysMs = looked.flatMap((telling) => {
    const sample = written.find((each) => isSame(telling, each));
    const { visibleAtMs } = telling;
    const isInPause = visibleAtMs > fromMs && visibleAtMs < toMs;
    const askedFromMs = isInPause ? toMs : Math.max(nowMs, visibleAtMs);
    return sample ? [sample.writtenAtMs - askedFromMs] : [];
  });
  return {
    wrongCount: wrong.length,
    missingCount: looked.length - delaysMs.length,
    latestMs: Math.max(...delaysMs),
    lateCount: delaysMs.filter((delayMs) => delayMs > 5 * minuteMs).length,
    states: [...states].sort(),
  };
}
