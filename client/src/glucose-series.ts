import { beforeFollowing, type Following, follow } from './follow.ts';
import type { Gateway, GlucoseEvent } from './gateway.ts';
import {
  GlucoseSeries,
  LatestGlucose,
  type LatestGlucoseQuery,
  type Trend,
} from './generated/front-end.ts';
import { callAfter, localNowMs } from './platform.ts';
import { createView, type View } from './view.ts';

export interface GlucosePoint {
  /** When it was taken, epoch milliseconds. */
  readonly timeMs: number;
  /** 39 for LOW, 401 for HIGH. */
  readonly valueMgDl: number;
  readonly trend: Trend;
}

export interface GlucoseSeriesValue extends Following {
  /** In order of time. */
  readonly points: readonly GlucosePoint[];
  /**
   * The range that is shown, epoch milliseconds by the gateway's clock; by this machine's own while
   * that is not known, when there are no points.
   */
  readonly fromMs: number;
  readonly toMs: number;
  /** Whether there are fewer points than readings. */
  readonly isDownsampled: boolean;
}

export interface GlucoseSeriesOptions {
  /** How far back it goes; 24 unless told. */
  readonly hours?: number;
  /** How many points are read at most: 4 to 20,000; 1,000 unless told. */
  readonly pointsMax?: number;
}

const hourMs = 3_600_000;
/** How often the range moves on while nothing comes. */
const moveMs = 60_000;

/** The readings of a user's last hours, for a chart, with each that comes. */
export function glucoseSeries(
  gateway: Gateway,
  userId: string,
  { hours = 24, pointsMax = 1_000 }: GlucoseSeriesOptions = {},
): View<GlucoseSeriesValue> {
  const range = () => {
    // Never asked for by this machine's clock, which may be wrong by hours.
    const toMs = gateway.nowMs() ?? localNowMs();
    return { fromMs: toMs - hours * hourMs, toMs };
  };
  const initial = { ...beforeFollowing, points: [], isDownsampled: false, ...range() };

  return createView<GlucoseSeriesValue>(initial, (change) => {
    let read = new Map<number, GlucosePoint>();
    /** What events brought since it was last asked; a point that is no more is null. */
    let told = new Map<
      number,
      { readonly revision: number; readonly point: GlucosePoint | null }
    >();
    let cancelMove = () => {};

    function merge(): Map<number, GlucosePoint> {
      const merged = new Map(read);
      for (const [timeMs, { point }] of told) {
        if (point) merged.set(timeMs, point);
        else merged.delete(timeMs);
      }
      return merged;
    }

    function tell(): void {
      cancelMove();
      cancelMove = callAfter(moveMs, tell);
      const { fromMs, toMs } = range();
      for (const timeMs of told.keys()) if (timeMs < fromMs) told.delete(timeMs);
      const points = [...merge().values()]
        .filter(({ timeMs }) => timeMs >= fromMs)
        .sort((a, b) => a.timeMs - b.timeMs);
      change({ points, fromMs, toMs });
    }

    function take({ type, samples }: GlucoseEvent): void {
      const isRemoval = type === 'DAILY_DATA_GLUCOSE_DELETED';
      for (const { takenAt, valueMgDl, trend, revision } of samples ?? []) {
        const timeMs = Date.parse(takenAt);
        const known = told.get(timeMs);
        if (known && known.revision >= revision) continue;
        told.set(timeMs, { revision, point: isRemoval ? null : { timeMs, valueMgDl, trend } });
      }
      tell();
    }

    /** Without a sample it stays unknown, and there is nothing to show. */
    async function learnGatewayNowMs(): Promise<number | null> {
      if (gateway.nowMs() === null) {
        const { user } = (await gateway.ask(LatestGlucose, { userId })) as LatestGlucoseQuery;
        if (user?.latestSample) gateway.hearAge(user.latestSample);
      }
      return gateway.nowMs();
    }

    const end = follow(gateway, userId, {
      async ask() {
        const toMs = await learnGatewayNowMs();
        if (toMs === null) return null;
        // The answer knows all that was told until now, and takes its place.
        read = merge();
        told = new Map();
        const from = new Date(toMs - hours * hourMs).toISOString();
        return gateway.ask(GlucoseSeries, { userId, from, pointsMax });
      },
      onAnswer(answer) {
        const user = answer?.user;
        if (user?.latestSample) gateway.hearAge(user.latestSample);
        const series = user?.glucoseSeries;
        read = new Map(
          series?.timesMs.map((timeMs, index) => [
            timeMs,
            {
              timeMs,
              valueMgDl: series.valuesMgDl[index] as number,
              trend: series.trends[index] as Trend,
            },
          ]),
        );
        change({ isDownsampled: series?.isDownsampled ?? false });
        tell();
      },
      onEvent: take,
      change,
    });
    return () => {
      cancelMove();
      end();
    };
  });
}
