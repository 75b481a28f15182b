import { type GlucoseUnit, inUnit, mgDlPerMmolL } from 'glucose-gateway-client';

/** A sensor measures from 40 to 400 mg/dL; beyond that it says LOW or HIGH, and no number. */
const leastMgDl = 40;
const mostMgDl = 400;

/** The consensus bands, from the lowest to the highest. */
export type Band = 'very-low' | 'low' | 'target' | 'high' | 'very-high';

export function bandOf(mgDl: number): Band {
  if (mgDl < 54) return 'very-low';
  if (mgDl < 70) return 'low';
  if (mgDl <= 180) return 'target';
  return mgDl <= 250 ? 'high' : 'very-high';
}

/** Whether a value is measured, or only known to be beyond what can be measured. */
export function limitOf(mgDl: number): 'LOW' | 'HIGH' | null {
  if (mgDl < leastMgDl) return 'LOW';
  return mgDl > mostMgDl ? 'HIGH' : null;
}

/**
 * A level of glucose without its unit: `104`, `5.8`, or a word. LOW and HIGH never become numbers,
 * in neither unit; a measured 40 or 400 mg/dL is one, and in mmol/L that is 2.2 or 22.2. A percentile or an extreme beyond
 * 40 to 400 can only come of readings that were LOW or HIGH, so it is told by the word too.
 */
export function levelText(mgDl: number, unit: GlucoseUnit): string {
  return limitOf(mgDl) ?? numberText(mgDl, unit);
}

/** The same with its unit, which a word does not take. */
export function levelWithUnit(mgDl: number, unit: GlucoseUnit): string {
  return limitOf(mgDl) ?? `${numberText(mgDl, unit)} ${unit}`;
}

/** A difference, a spread or a mark of an axis, which is no reading and so never LOW or HIGH. */
export function amountText(mgDl: number, unit: GlucoseUnit): string {
  return numberText(mgDl, unit);
}

/**
 * Of the axis of a chart, in mg/dL. Fixed, so that one day is as high as another: 40 to 400 mg/dL, or
 * 2 to 22 mmol/L.
 */
export const axisTicks: Readonly<Record<GlucoseUnit, readonly number[]>> = {
  'mg/dL': [40, 70, 100, 140, 180, 250, 300, 350, 400],
  'mmol/L': [2, 3.9, 6, 8, 10, 13.9, 16, 18, 20, 22].map((mmolL) => mmolL * mgDlPerMmolL),
};

/** The bounds as they are spoken of in each unit, which are not each other's exact conversions. */
const thresholds: Readonly<Record<number, string>> = {
  54: '3.0',
  63: '3.5',
  70: '3.9',
  140: '7.8',
  180: '10.0',
  250: '13.9',
};

export function thresholdText(mgDl: number, unit: GlucoseUnit): string {
  return unit === 'mg/dL' ? String(mgDl) : (thresholds[mgDl] ?? numberText(mgDl, unit));
}

function numberText(mgDl: number, unit: GlucoseUnit): string {
  return unit === 'mg/dL' ? String(Math.round(mgDl)) : inUnit(mgDl, unit).toFixed(1);
}

export interface Point {
  readonly timeMs: number;
  readonly mgDl: number;
}

const stepMs = 5 * 60_000;
const toleranceMs = 2.5 * 60_000;

/**
 * How much glucose changed in five minutes up to the reading taken at `atMs`, in mg/dL; null where
 * that is not the newest point, where there is no point five minutes before it, give or take two and
 * a half, or where one of the two is a word. `points` are in order of time.
 */
export function changeOf(points: readonly Point[], atMs: number): number | null {
  const newest = points.at(-1);
  if (newest?.timeMs !== atMs || limitOf(newest.mgDl)) return null;
  let best: Point | null = null;
  let bestOffMs = Number.POSITIVE_INFINITY;
  for (const point of points) {
    const offMs = Math.abs(newest.timeMs - point.timeMs - stepMs);
    if (offMs <= toleranceMs && offMs < bestOffMs) [best, bestOffMs] = [point, offMs];
  }
  return best === null || limitOf(best.mgDl) ? null : newest.mgDl - best.mgDl;
}

/** A change with its sign, like "+4" or "−0.3"; no change is "±0". */
export function changeText(mgDl: number, unit: GlucoseUnit): string {
  const text = numberText(Math.abs(mgDl), unit);
  if (Number(text) === 0) return `±${text}`;
  return `${mgDl < 0 ? '−' : '+'}${text}`;
}
