import type { GlucoseUnit } from 'glucose-gateway-client';
import uPlot from 'uplot';
import { amountText, axisTicks, type Point } from '#web/console/rules/amounts.ts';
import { type Drawing, drawGround, drawReadings } from './draw-chart.ts';
import { clockIn, dayIn } from './zone.ts';

/** What a plot is made for; with another of these it is made anew. */
export interface PlotTerms {
  readonly unit: GlucoseUnit;
  readonly zone: string;
  readonly spanMs: number;
  readonly color: string;
  readonly lineColor: string;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const height = 340;

export function createPlot(
  place: HTMLElement,
  terms: PlotTerms,
  drawing: () => Drawing,
  onCursor: (index: number | null) => void,
): uPlot {
  const { unit, spanMs, zone } = terms;
  const ticks = axisTicks[unit];
  const isLong = spanMs > dayMs;
  const options: uPlot.Options = {
    width: Math.max(200, place.clientWidth),
    height,
    ms: 1,
    padding: [14, 20, 0, 0],
    legend: { show: false },
    tzDate: (timeMs) => uPlot.tzDate(new Date(timeMs), zone),
    cursor: { drag: { x: false, y: false }, y: false, points: { show: false } },
    scales: {
      x: { time: true, auto: false, range: (_plot, min, max) => [min, max] },
      y: { auto: false, range: [ticks[0] ?? 40, ticks.at(-1) ?? 400] },
    },
    axes: [
      {
        ...look(terms),
        space: isLong ? 72 : 56,
        incrs: isLong
          ? [dayMs, 2 * dayMs]
          : [hourMs / 4, hourMs / 2, hourMs, 2 * hourMs, 3 * hourMs, 6 * hourMs],
        values: (_plot, splits) =>
          splits.map((timeMs) => (isLong ? dayIn(zone, timeMs) : clockIn(zone, timeMs))),
      },
      {
        ...look(terms),
        size: 44,
        splits: () => [...ticks],
        filter: (_plot, splits) => splits,
        values: (_plot, splits) => splits.map((mgDl) => amountText(mgDl, unit)),
      },
    ],
    series: [{}, { show: true, paths: () => null, points: { show: false } }],
    hooks: {
      drawAxes: [(plot) => drawGround(plot, drawing())],
      draw: [(plot) => drawReadings(plot, drawing())],
      setCursor: [({ cursor }) => onCursor(cursor.idx ?? null)],
    },
  };
  return new uPlot(options, [[], []], place);
}

function look({ color, lineColor }: PlotTerms): uPlot.Axis {
  return {
    stroke: color,
    font: '12px system-ui, sans-serif',
    grid: { stroke: lineColor, width: 1 },
    ticks: { show: false },
  };
}

/** Gives a plot its readings and its range. */
export function fillPlot(
  plot: uPlot,
  points: readonly Point[],
  fromMs: number,
  toMs: number,
): void {
  plot.batch(() => {
    plot.setData([points.map(({ timeMs }) => timeMs), points.map(({ mgDl }) => mgDl)], false);
    plot.setScale('x', { min: fromMs, max: toMs });
  });
}

export function fitPlot(plot: uPlot, place: HTMLElement): void {
  if (place.clientWidth > 0) plot.setSize({ width: place.clientWidth, height });
}
