import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { onColors, useUnit } from '#web/console/reader.ts';
import { levelWithUnit, limitOf, type Point } from '#web/console/rules/amounts.ts';
import { colorsOf, type Drawing } from './draw-chart.ts';
import type { PersonGlucose } from './person-glucose.ts';
import { createPlot, fillPlot, fitPlot } from './plot.ts';
import { type Range, showsDots } from './ranges.ts';
import { dayAndClockIn, nightsIn } from './zone.ts';

export interface ChartProps {
  readonly glucose: PersonGlucose;
  readonly range: Range;
  readonly zone: string;
  /** Says in a sentence what is seen. */
  readonly summary: string;
}

/**
 * The readings as a chart: by pointer and by arrow keys alike one reading after the other is told.
 * To a screen reader it is a slider over time.
 */
export function Chart({ glucose, range, zone, summary }: ChartProps) {
  const { points, marks } = glucose;
  const [index, setIndex] = useState<number | null>(null);
  const place = usePlot({ glucose, range, zone, onCursor: setIndex });
  const unit = useUnit();
  const chosen = index === null ? null : (points[Math.min(index, points.length - 1)] ?? null);
  const text = (point: Point) => {
    const mark = marks.get(point.timeMs);
    const note = mark ? ` · ${mark === 'late' ? 'came late' : 'corrected'}` : '';
    return `${dayAndClockIn(zone, point.timeMs)} · ${levelWithUnit(point.mgDl, unit)}${note}`;
  };
  const last = points.length - 1;
  const move = (event: KeyboardEvent) => {
    const next = nextIndex(event, points, index);
    if (next === null) return;
    event.preventDefault();
    setIndex(next);
    place.showCursorAt(points[next]?.timeMs ?? 0);
  };
  return (
    <figure class="chart" aria-label={summary}>
      <p class="chart-readout">{chosen ? text(chosen) : summary}</p>
      <div
        class="plot"
        ref={place.ref}
        role="slider"
        tabIndex={0}
        aria-label="Readings, one after the other with the arrow keys"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={index ?? Math.max(0, last)}
        aria-valuetext={chosen ? text(chosen) : summary}
        onKeyDown={move}
        onBlur={() => setIndex(null)}
      />
    </figure>
  );
}

const hourMs = 3_600_000;

/** Where a key leads: a reading, an hour with Shift, or an end. Null for other keys. */
function nextIndex(
  { key, shiftKey }: KeyboardEvent,
  points: readonly Point[],
  index: number | null,
): number | null {
  const last = points.length - 1;
  if (last < 0) return null;
  const here = Math.min(index ?? last, last);
  const timeMs = points[here]?.timeMs ?? 0;
  const hourBefore = points.findLastIndex((point) => point.timeMs <= timeMs - hourMs);
  const hourAfter = points.findIndex((point) => point.timeMs >= timeMs + hourMs);
  switch (key) {
    case 'ArrowLeft':
      return shiftKey ? Math.max(0, hourBefore) : Math.max(0, here - 1);
    case 'ArrowRight':
      return shiftKey ? (hourAfter < 0 ? last : hourAfter) : Math.min(last, here + 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

interface UsePlotOptions extends Omit<ChartProps, 'summary'> {
  readonly onCursor: (index: number | null) => void;
}

function usePlot({ glucose, range, zone, onCursor }: UsePlotOptions) {
  const ref = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const drawing = useRef<Drawing | null>(null);
  const unit = useUnit();
  const [colorCount, countColors] = useState(0);
  const { points, gaps, chart, marks, fromMs, toMs } = glucose;
  const nights = useNights(zone, fromMs, toMs);

  useEffect(() => onColors(() => countColors((count) => count + 1)), []);
  useEffect(() => {
    const place = ref.current;
    if (!place) return;
    const probe = document.createElement('span');
    place.append(probe);
    const colors = colorsOf(probe);
    const style = (name: string) => {
      probe.style.color = `var(${name})`;
      return getComputedStyle(probe).color;
    };
    const [color, lineColor] = [style('--ink-soft'), style('--line')];
    probe.remove();
    drawing.current = {
      ...{ points: [], gaps: [], nights: [], diary: [] },
      ...{ marks, hasDots: false, colors },
    };
    const terms = { unit, zone, spanMs: range.spanMs, color, lineColor };
    const made = createPlot(place, terms, () => drawing.current as Drawing, onCursor);
    plot.current = made;
    const observer = new ResizeObserver(() => fitPlot(made, place));
    observer.observe(place);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [unit, zone, range, colorCount]);
  useEffect(() => {
    const made = plot.current;
    if (!made || !drawing.current) return;
    const { colors } = drawing.current;
    const diary = (chart?.diaryEntries.edges ?? []).map(({ node }) => node);
    drawing.current = { points, gaps, nights, marks, diary, hasDots: showsDots(range), colors };
    fillPlot(made, points, fromMs, toMs);
  }, [points, gaps, chart, marks, fromMs, toMs, nights, unit, zone, range, colorCount]);

  return {
    ref,
    showCursorAt(timeMs: number) {
      const made = plot.current;
      if (made) made.setCursor({ left: made.valToPos(timeMs, 'x'), top: 0 }, false);
    },
  };
}

const nightStepMs = 900_000;

/** They change four times an hour, and not with every reading. */
function useNights(zone: string, fromMs: number, toMs: number) {
  const [from, to] = [Math.floor(fromMs / nightStepMs), Math.ceil(toMs / nightStepMs)];
  return useMemo(() => nightsIn(zone, from * nightStepMs, to * nightStepMs), [zone, from, to]);
}

/** The first and the last, the least and the most: a chart in a sentence. */
export function summaryOf(
  points: readonly Point[],
  unit: 'mg/dL' | 'mmol/L',
  rangeText: string,
): string {
  if (points.length === 0) return `No readings in the last ${rangeText}.`;
  const values = points.map(({ mgDl }) => mgDl);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const newest = points.at(-1)?.mgDl ?? 0;
  const told = [least, most, newest].map((mgDl) => levelWithUnit(mgDl, unit));
  const isFlat = limitOf(least) !== null && least === most;
  return isFlat
    ? `The last ${rangeText}: ${told[0]} throughout.`
    : `The last ${rangeText}: from ${told[0]} to ${told[1]}, last ${told[2]}.`;
}
