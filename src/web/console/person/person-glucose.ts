import { GatewayError, type GlucoseEvent } from 'glucose-gateway-client';
import { useEffect, useMemo } from 'preact/hooks';
import { PersonChart, type PersonChartQuery } from '#web/console/api/generated/operations.ts';
import { askNow } from '#web/console/api/use-ask.ts';
import { gateway } from '#web/console/live/gateway.ts';
import { keepWatching } from '#web/console/live/keep-watching.ts';
import { nowMs } from '#web/console/live/now.ts';
import { soon } from '#web/console/live/soon.ts';
import type { Point } from '#web/console/rules/amounts.ts';
import { type Gap, gapsAmong } from '#web/console/rules/line.ts';
import { createStore, type Store, useStore } from '#web/console/store.ts';
import { after, every } from '#web/shared/platform.ts';
import { MergedReadings, type ToldReading } from './merge.ts';
import type { Range } from './ranges.ts';

export type Chart = NonNullable<PersonChartQuery['user']>;
export type Marks = ReadonlyMap<number, 'late' | 'revised'>;

/** What a chart shows, with how far it can be taken for all there is. */
export interface PersonGlucose {
  readonly fromMs: number;
  readonly toMs: number;
  /** In order of time. */
  readonly points: readonly Point[];
  /** Readings that came late or were corrected while one looked, for a minute. */
  readonly marks: Marks;
  /** Where there are no readings, in order of time; none before the first answer. */
  readonly gaps: readonly Gap[];
  /** Null before the first answer: statistics and episodes are of it. */
  readonly chart: Chart | null;
  /** Why the last question was not answered; null when it was. */
  readonly error: GatewayError | null;
  /** Why readings do not come by themselves any more; null while they do, or the way is lost. */
  readonly watchEnd: GatewayError | null;
  /** Counts the readings that came while one looked. */
  readonly newCount: number;
  reload(): void;
}

const pointsMax = 2_000;
const markMs = 60_000;
/** Gaps and statistics are asked for again so long after a reading that came. */
const settleMs = 1_500;
const everyMs = 60_000;
/** So often while readings do not come by themselves. */
const unwatchedMs = 20_000;

/** A person's readings over a range, with each that comes while one looks. */
export function usePersonGlucose(id: string, range: Range): PersonGlucose {
  const store = useMemo(() => createStore(initial(range)), [id, range]);
  useEffect(() => follow(id, range, store), [store]);
  return useStore(store);
}

function initial({ spanMs }: Range): PersonGlucose {
  const toMs = nowMs();
  return {
    fromMs: toMs - spanMs,
    toMs,
    points: [],
    gaps: [],
    marks: new Map(),
    chart: null,
    error: null,
    watchEnd: null,
    newCount: 0,
    reload: () => {},
  };
}

/** Watches first and asks then, and asks again once it is let in: nothing falls between the two. */
function follow(id: string, { spanMs }: Range, store: Store<PersonGlucose>): () => void {
  const readings = new MergedReadings();
  let isOver = false;
  let isAsking = false;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  const cancelMarks = new Set<() => void>();

  const change = (facts: Partial<PersonGlucose>) => {
    if (!isOver) store.set({ ...store.get(), ...facts });
  };
  const draw = (facts: Partial<PersonGlucose> = {}) => {
    const toMs = nowMs();
    const fromMs = toMs - spanMs;
    const points = readings.pointsFrom(fromMs);
    const { chart } = { ...store.get(), ...facts };
    const gaps = chart ? gapsAmong(points, gapsOf(chart), askedAtMs) : [];
    change({ fromMs, toMs, points, gaps, ...facts });
  };

  async function load(): Promise<void> {
    if (isAsking) return loadSoon.call();
    isAsking = true;
    const takeAnswer = readings.ask();
    const sentAtMs = nowMs();
    const from = new Date(sentAtMs - spanMs).toISOString();
    try {
      const { user } = await askNow(PersonChart, { id, from, pointsMax });
      if (user?.latestSample) gateway.hearAge(user.latestSample);
      takeAnswer(user ? pointsOf(user) : []);
      askedAtMs = sentAtMs;
      draw({ chart: user, error: null });
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      draw({ error });
    } finally {
      isAsking = false;
    }
  }

  const loadSoon = soon(settleMs, () => void load());

  function mark({ timeMs, mark: kind }: ToldReading): void {
    if (!kind) return;
    change({ marks: new Map([...store.get().marks, [timeMs, kind]]) });
    const cancel = after(markMs, () => {
      cancelMarks.delete(cancel);
      change({ marks: new Map([...store.get().marks].filter(([each]) => each !== timeMs)) });
    });
    cancelMarks.add(cancel);
  }

  function take(event: GlucoseEvent): void {
    const news = toldBy(event).filter((reading) => readings.tell(reading));
    for (const reading of news) mark(reading);
    draw({ newCount: store.get().newCount + news.length });
    loadSoon.call();
  }

  const stopWatching = keepWatching<GlucoseEvent>((options) => gateway.watchGlucose(id, options), {
    onEvent: take,
    onState(state) {
      if (state.name !== 'live') return;
      change({ watchEnd: null });
      void load();
    },
    onEnd({ reason, error }) {
      if (reason !== 'cursor-lost') change({ watchEnd: error });
    },
  });
  store.set({ ...store.get(), reload: () => void load() });
  void load();
  const endUnwatched = every(unwatchedMs, () => {
    if (store.get().watchEnd) void load();
  });
  const endEvery = every(everyMs, () => void load());
  return () => {
    isOver = true;
    stopWatching();
    endEvery();
    endUnwatched();
    loadSoon.cancel();
    for (const cancel of cancelMarks) cancel();
  };
}

function gapsOf({ glucoseGaps }: Chart): readonly Gap[] {
  return glucoseGaps.map(({ from, to, reason }) => ({
    fromMs: Date.parse(from),
    toMs: Date.parse(to),
    reason,
  }));
}

function pointsOf({ glucoseSeries: { timesMs, valuesMgDl } }: Chart): Point[] {
  return timesMs.map((timeMs, index) => ({ timeMs, mgDl: valuesMgDl[index] ?? 0 }));
}

function toldBy({ samples }: GlucoseEvent): ToldReading[] {
  return (samples ?? []).map(({ takenAt, valueMgDl, revision, isLate }) => ({
    timeMs: Date.parse(takenAt),
    mgDl: valueMgDl,
    revision,
    mark: revision > 1 ? 'revised' : isLate ? 'late' : null,
  }));
}
