import type uPlot from 'uplot';
import { spanText } from '#web/console/rules/age.ts';
import { type Band, bandOf, limitOf, type Point } from '#web/console/rules/amounts.ts';
import { type Gap, linesBetween, type Span } from '#web/console/rules/line.ts';
import { type DiaryEntry, doseText } from './diary.tsx';
import type { Marks } from './person-glucose.ts';

/** What is drawn, in the order in which it lies upon each other. */
export interface Drawing {
  readonly points: readonly Point[];
  readonly gaps: readonly Gap[];
  readonly nights: readonly Span[];
  readonly marks: Marks;
  readonly diary: readonly DiaryEntry[];
  readonly hasDots: boolean;
  readonly colors: Colors;
}

export type Colors = Readonly<Record<Band | 'target-paper' | 'night' | 'gap' | 'ink-soft', string>>;

const colorNames = [
  'very-low',
  'low',
  'target',
  'high',
  'very-high',
  'target-paper',
  'night',
  'gap',
  'ink-soft',
] as const;

/** The colours of the style sheet as they are at present: a canvas follows none by itself. */
export function colorsOf(probe: HTMLElement): Colors {
  return Object.fromEntries(
    colorNames.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color];
    }),
  ) as unknown as Colors;
}

interface Pen {
  readonly context: CanvasRenderingContext2D;
  readonly x: (timeMs: number) => number;
  readonly y: (mgDl: number) => number;
  readonly box: uPlot.BBox;
  readonly ratio: number;
}

function penOf(plot: uPlot): Pen {
  const { min = 0, max = 1 } = plot.scales.y as { min?: number; max?: number };
  return {
    context: plot.ctx,
    x: (timeMs) => plot.valToPos(timeMs, 'x', true),
    y: (mgDl) => plot.valToPos(Math.min(max, Math.max(min, mgDl)), 'y', true),
    box: plot.bbox,
    ratio: devicePixelRatio,
  };
}

/** The ground: nights, the target from 70 to 180, and where there are no readings. */
export function drawGround(plot: uPlot, { nights, gaps, colors }: Drawing): void {
  const pen = penOf(plot);
  const { context, box, x, y } = pen;
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  for (const night of nights) {
    context.fillStyle = colors.night;
    context.fillRect(x(night.fromMs), box.top, x(night.toMs) - x(night.fromMs), box.height);
  }
  context.fillStyle = colors['target-paper'];
  context.fillRect(box.left, y(180), box.width, y(70) - y(180));
  for (const gap of gaps) drawGap(pen, gap, colors);
  context.restore();
}

/** Hatched, with its length where there is room: it is no value, and no colour of one. */
function drawGap({ context, box, x, ratio }: Pen, gap: Span, colors: Colors): void {
  const left = Math.max(box.left, x(gap.fromMs));
  const right = Math.min(box.left + box.width, x(gap.toMs));
  if (right <= left) return;
  context.save();
  context.beginPath();
  context.rect(left, box.top, right - left, box.height);
  context.clip();
  context.globalAlpha = 0.35;
  context.strokeStyle = colors.gap;
  context.lineWidth = ratio;
  context.beginPath();
  const step = 9 * ratio;
  for (let at = left - box.height; at < right; at += step) {
    context.moveTo(at, box.top + box.height);
    context.lineTo(at + box.height, box.top);
  }
  context.stroke();
  context.globalAlpha = 1;
  const text = spanText((gap.toMs - gap.fromMs) / 1000);
  context.font = `${11 * ratio}px system-ui, sans-serif`;
  if (context.measureText(text).width < right - left - 4 * ratio) {
    context.fillStyle = colors['ink-soft'];
    context.textAlign = 'center';
    context.textBaseline = 'top';
    context.fillText(text, (left + right) / 2, box.top + 4 * ratio);
  }
  context.restore();
}

/** The readings: a line that crosses no gap, and of a short range a dot for each. */
export function drawReadings(plot: uPlot, drawing: Drawing): void {
  const pen = penOf(plot);
  const { context, box, ratio } = pen;
  context.save();
  context.beginPath();
  context.rect(box.left, box.top - 2 * ratio, box.width + 8 * ratio, box.height + 4 * ratio);
  context.clip();
  drawLine(pen, drawing);
  drawDots(pen, drawing);
  drawDiary(pen, drawing);
  context.restore();
}

function drawLine({ context, x, y, ratio }: Pen, { points, gaps, hasDots, colors }: Drawing): void {
  context.strokeStyle = colors['ink-soft'];
  context.globalAlpha = hasDots ? 0.45 : 1;
  context.lineWidth = (hasDots ? 1 : 1.5) * ratio;
  context.lineJoin = 'round';
  context.beginPath();
  for (const line of linesBetween(points, gaps)) {
    for (const [index, { timeMs, mgDl }] of line.entries()) {
      if (index === 0) context.moveTo(x(timeMs), y(mgDl));
      else context.lineTo(x(timeMs), y(mgDl));
    }
    const [only] = line;
    // One by itself between two gaps is no line, and is seen all the same.
    if (line.length === 1 && only) context.arc(x(only.timeMs), y(only.mgDl), ratio, 0, 2 * Math.PI);
  }
  context.stroke();
  context.globalAlpha = 1;
}

function drawDots(pen: Pen, { points, marks, hasDots, colors }: Drawing): void {
  const { context, box, x, y, ratio } = pen;
  const radius = Math.max(2, Math.min(4, box.width / ratio / 220)) * ratio;
  let before: 'LOW' | 'HIGH' | null = null;
  for (const { timeMs, mgDl } of points) {
    const limit = limitOf(mgDl);
    const [left, top] = [x(timeMs), y(mgDl)];
    context.fillStyle = colors[bandOf(mgDl)];
    if (limit) {
      drawLimit(pen, { left, limit, isNamed: limit !== before });
    } else if (hasDots) {
      context.beginPath();
      context.arc(left, top, radius, 0, 2 * Math.PI);
      context.fill();
    }
    before = limit;
    if (!marks.has(timeMs)) continue;
    context.strokeStyle = colors['ink-soft'];
    context.lineWidth = 1.5 * ratio;
    context.beginPath();
    context.arc(left, top, radius + 4 * ratio, 0, 2 * Math.PI);
    context.stroke();
  }
}

interface Limit {
  readonly left: number;
  readonly limit: 'LOW' | 'HIGH';
  readonly isNamed: boolean;
}

/** At the edge, pointing beyond it: nobody knows how far. Its word stands at the first of a row. */
function drawLimit({ context, box, ratio }: Pen, { left, limit, isNamed }: Limit): void {
  const size = 5 * ratio;
  const sign = limit === 'LOW' ? -1 : 1;
  const edge = limit === 'LOW' ? box.top + box.height : box.top;
  context.beginPath();
  context.moveTo(left, edge);
  context.lineTo(left - size, edge + sign * size * 1.6);
  context.lineTo(left + size, edge + sign * size * 1.6);
  context.fill();
  if (!isNamed) return;
  context.font = `600 ${11 * ratio}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = limit === 'LOW' ? 'bottom' : 'top';
  context.fillText(limit, left, edge + sign * size * 2.2);
}

/** Carbohydrates as squares and insulin as rhombs, each kind on a row of its own above the edge. */
function drawDiary({ context, box, x, ratio }: Pen, { diary, hasDots, colors }: Drawing): void {
  const size = 4 * ratio;
  context.fillStyle = colors['ink-soft'];
  context.font = `${11 * ratio}px system-ui, sans-serif`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const endOfText = { CARBS: Number.NEGATIVE_INFINITY, INSULIN: Number.NEGATIVE_INFINITY };
  for (const entry of diary) {
    if (entry.kind !== 'CARBS' && entry.kind !== 'INSULIN') continue;
    const left = x(Date.parse(entry.takenAt));
    const middle = box.top + box.height - (entry.kind === 'CARBS' ? 26 : 10) * ratio;
    context.beginPath();
    if (entry.kind === 'CARBS') context.rect(left - size, middle - size, 2 * size, 2 * size);
    else {
      context.moveTo(left, middle - 1.3 * size);
      context.lineTo(left + 1.3 * size, middle);
      context.lineTo(left, middle + 1.3 * size);
      context.lineTo(left - 1.3 * size, middle);
    }
    context.fill();
    const text = doseText(entry);
    if (!hasDots || text === null || left < endOfText[entry.kind]) continue;
    context.fillText(text, left + 2 * size, middle);
    endOfText[entry.kind] = left + 4 * size + context.measureText(text).width;
  }
}
