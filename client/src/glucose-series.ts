import { beforeFollowing, type Following, follow } from './follow.ts';
import type { Gateway, GlucoseEvent } from './gateway.ts';
import { GlucoseSeries, type Trend } from './generated/front-end.ts';
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
  /** The range that is shown, epoch milliseconds by the gateway's clock. */
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
    const toMs = gateway.nowMs() ?? localNowMs();
    return { fromMs: toMs - hours * hourMs, toMs };
  };
  const initial = { ...beforeFollowing, points: [], isDownsampled: false, ...range() };

  return createView<GlucoseSeriesValue>(initial, (change) => {
    let read = new Map<number, GlucosePoint>();
    /** What events brought, with revisions: it outlives another reading. */
    const told = new Map<number, GlucosePoint & { readonly revision: number }>();
    let cancelMove = () => {};

    function tell(): void {
      cancelMove();
      cancelMove = callAfter(moveMs, tell);
      const { fromMs, toMs } = range();
      for (const timeMs of told.keys()) if (timeMs < fromMs) told.delete(timeMs);
      const points = [...new Map([...read, ...told]).values()]
        .filter(({ timeMs }) => timeMs >= fromMs)
        .sort((a, b) => a.timeMs - b.timeMs);
      change({ points, fromMs, toMs });
    }

    function take({ samples }: GlucoseEvent): void {
      for (const { takenAt, valueMgDl, trend, revision } of samples ?? []) {
        const timeMs = Date.parse(takenAt);
        const known = told.get(timeMs);
        if (known && known.revision >= revision) continue;
        told.set(timeMs, { timeMs, valueMgDl, trend, revision });
      }
      tell();
    }

    const end = follow(gateway, userId, {
      async read() {
        const from = new Date(range().fromMs).toISOString();
        const { user } = await gateway.ask(GlucoseSeries, { userId, from, pointsMax });
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
